package io.ringmain.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A transport with one listener, whose connections' handlers queue up for the test. */
final class Fixture implements AutoCloseable {
  static final int MAX_FRAME_BYTES = 100 << 20;

  final NettyTransport transport;
  final BoundListener listener;
  final BlockingQueue<RecordingHandler> accepted = new LinkedBlockingQueue<>();

  private Fixture(NettyTransport transport, ListenerConfig config, Handlers handlers)
      throws IOException {
    this.transport = transport;
    try {
      listener = transport.bind(config);
      listener.accept(connection -> {
        RecordingHandler handler = handlers.apply(connection);
        accepted.add(handler);
        return handler;
      });
    } catch (IOException | RuntimeException | Error e) {
      transport.close();
      throw e;
    }
  }

  static Fixture open(NettyIo io) throws IOException {
    return open(io, RecordingHandler::new);
  }

  static Fixture open(NettyIo io, Handlers handlers) throws IOException {
    return open(context(io, MAX_FRAME_BYTES, 1L << 30), plain(), handlers);
  }

  static Fixture open(SendWay way, Handlers handlers) throws IOException {
    return open(context(way.io(), way.slices(), MAX_FRAME_BYTES, 1L << 30), plain(), handlers);
  }

  static Fixture open(TransportContext context, ListenerConfig config, Handlers handlers)
      throws IOException {
    return new Fixture(
        (NettyTransport) new NettyTransportProvider().open(context), config, handlers);
  }

  /** A bound on memory that is soon impatient with a peer that blocks it. */
  static Fixture impatient(NettyIo io, int maxFrameBytes, long frameMemoryBytes)
      throws IOException {
    return new Fixture(
        new NettyTransport(context(io, maxFrameBytes, frameMemoryBytes), io, false, 100),
        plain(),
        RecordingHandler::echo);
  }

  static TransportContext context(NettyIo io, int maxFrameBytes, long frameMemoryBytes) {
    return context(io, "mapped", maxFrameBytes, frameMemoryBytes);
  }

  private static TransportContext context(
      NettyIo io, String slices, int maxFrameBytes, long frameMemoryBytes) {
    Optional<Throwable> why = io.whyUnavailable();
    assumeTrue(why.isEmpty(), () -> io.settingName() + " does not work here: " + why);
    NettyTransportProvider provider = new NettyTransportProvider();
    PluginSettings settings =
        new PluginSettings(
            "transport.netty.",
            provider.settings(),
            Map.of("io", io.settingName(), "slices", slices));
    return new TransportContext(settings, 2, maxFrameBytes, frameMemoryBytes, -1, -1, Path.of("."));
  }

  static ListenerConfig plain() {
    return with(TlsConfig.NONE, -1, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  static ListenerConfig with(
      TlsConfig tls, long idleTimeoutMs, int maxConnections, int perAddress) {
    return new ListenerConfig(
        "PLAINTEXT", "127.0.0.1", 0, 50, tls, idleTimeoutMs, maxConnections, perAddress);
  }

  RawPeer peer() throws IOException {
    return new RawPeer(listener.port());
  }

  RecordingHandler accepted() throws InterruptedException {
    RecordingHandler handler = accepted.poll(10, TimeUnit.SECONDS);
    if (handler == null) {
      throw new AssertionError("no connection came");
    }
    return handler;
  }

  @Override
  public void close() {
    transport.close();
  }

  /** Gives each connection its handler. */
  interface Handlers extends Function<Connection, RecordingHandler> {}
}
