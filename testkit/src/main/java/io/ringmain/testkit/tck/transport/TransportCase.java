package io.ringmain.testkit.tck.transport;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/**
 * What the suite asks the author of a plugin for, and what its tests share: transports that are
 * closed after each test, and connections with both ends.
 *
 * <p>Only {@link #provider} must be implemented. The other methods are capabilities.
 */
abstract class TransportCase {
  static final int MAX_FRAME_BYTES = 1 << 20;
  static final long MUCH_MEMORY = 1L << 28;

  private final List<Transport> opened = new ArrayList<>();

  // What the author of a plugin tells.

  /** The plugin under test. */
  protected abstract TransportProvider provider();

  /** Capability: settings of the plugin that differ from its defaults, by their short names. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Capability: where relative file names start from. */
  protected Path workingDirectory() {
    return Path.of(".").toAbsolutePath();
  }

  /** Capability: how listeners are encrypted; plain text by default. */
  protected TlsConfig listenerTls() {
    return TlsConfig.NONE;
  }

  /** Capability: how those who connect to them are. */
  protected TlsConfig connectTls() {
    return TlsConfig.NONE;
  }

  /**
   * Capability: tells the transport's threads from those that a library keeps for the whole JVM.
   */
  protected boolean isThreadOfTransport(Thread thread) {
    return true;
  }

  // What the tests are made of.

  final Transport open(int maxFrameBytes, long frameMemoryBytes) {
    TransportProvider provider = provider();
    PluginSettings settings =
        new PluginSettings("transport." + provider.name() + ".", provider.settings(), settings());
    Transport transport =
        provider.open(
            new TransportContext(
                settings, 2, maxFrameBytes, frameMemoryBytes, -1, -1, workingDirectory()));
    opened.add(transport);
    return transport;
  }

  final Transport open() {
    return open(MAX_FRAME_BYTES, MUCH_MEMORY);
  }

  final ListenerConfig config(int port, int maxConnections) {
    return new ListenerConfig(
        "TCK", "127.0.0.1", port, 50, listenerTls(), -1, maxConnections, Integer.MAX_VALUE);
  }

  static BoundListener bind(Transport transport, ListenerConfig config) {
    try {
      return transport.bind(config);
    } catch (IOException failed) {
      throw new AssertionError("cannot bind", failed);
    }
  }

  /** Binds a listener whose connections are told to the recorder. */
  final BoundListener listen(Transport transport, Recorder<RecordingEnd> accepted) {
    BoundListener listener = bind(transport, config(0, Integer.MAX_VALUE));
    accept(listener, accepted);
    return listener;
  }

  static void accept(BoundListener listener, Recorder<RecordingEnd> accepted) {
    listener.accept(connection -> {
      RecordingEnd end = new RecordingEnd(connection);
      accepted.tell(end);
      return end;
    });
  }

  final RecordingEnd connect(Transport transport, int port) {
    CompletableFuture<RecordingEnd> made = new CompletableFuture<>();
    Answers.get(
        transport.connect(
            "127.0.0.1",
            port,
            connectTls(),
            connection -> {
              RecordingEnd end = new RecordingEnd(connection);
              made.complete(end);
              return end;
            }));
    return Answers.get(made);
  }

  /** A connection between two transports of their own. */
  final Ends connected() {
    return connected(open(), open());
  }

  final Ends connected(Transport client, Transport server) {
    Recorder<RecordingEnd> accepted = new Recorder<>();
    BoundListener listener = listen(server, accepted);
    RecordingEnd connecting = connect(client, listener.port());
    accepted.awaitMoreThan(0);
    return new Ends(connecting, accepted.soFar().getFirst());
  }

  /** Bytes that depend on all arguments. */
  static byte[] pattern(int sizeBytes, int seed) {
    byte[] bytes = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      bytes[i] = (byte) (i * 31 + seed * 17 + (i >> 8));
    }
    return bytes;
  }

  @AfterEach
  final void closeWhatWasOpened() {
    for (Transport transport : opened.reversed()) {
      transport.close();
    }
    opened.clear();
  }
}
