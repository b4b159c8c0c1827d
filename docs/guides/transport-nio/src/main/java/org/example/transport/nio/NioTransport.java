package org.example.transport.nio;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The loops, and what all their connections share. All threads. */
final class NioTransport implements Transport {
  private static final System.Logger LOG = System.getLogger(NioTransport.class.getName());

  private final TransportContext context;
  private final long stallTimeoutNs;
  private final FrameMemory memory;
  private final List<SelectorLoop> loops;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final AtomicLong connectionIds = new AtomicLong();

  private NioTransport(TransportContext context, long stallTimeoutMs, List<SelectorLoop> loops) {
    this.context = context;
    this.stallTimeoutNs = TimeUnit.MILLISECONDS.toNanos(stallTimeoutMs);
    this.memory = new FrameMemory(context.frameMemoryBytes());
    this.loops = loops;
  }

  /** T1. All that may fail comes before the threads are started. */
  static NioTransport open(TransportContext context) {
    long stallTimeoutMs =
        context
            .settings()
            .number(
                NioTransportProvider.STALL_TIMEOUT_MS,
                NioTransportProvider.LEAST_STALL_TIMEOUT_MS,
                Integer.MAX_VALUE);
    List<SelectorLoop> loops = new ArrayList<>();
    try {
      for (int i = 0; i < context.threads(); i++) {
        loops.add(new SelectorLoop("nio-transport-" + i));
      }
    } catch (IOException e) {
      loops.forEach(SelectorLoop::discard);
      throw new UncheckedIOException("cannot open a selector: " + e.getMessage(), e);
    }
    loops.forEach(SelectorLoop::start);
    return new NioTransport(context, stallTimeoutMs, loops);
  }

  // What listeners and connections ask for.

  SelectorLoop nextLoop() {
    return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
  }

  long nextConnectionId() {
    return connectionIds.incrementAndGet();
  }

  FrameReader newReader(NioConnection connection, SelectorLoop loop) {
    return new FrameReader(
        connection, loop, memory, context.maxFrameBytes(), new Standstill(stallTimeoutNs));
  }

  void configure(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (context.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, context.sendBufferBytes());
    }
    if (context.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, context.receiveBufferBytes());
    }
  }

  /** The TCP window is agreed on before a connection is accepted: its size is set here as well. */
  void configureListening(ServerSocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    if (context.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, context.receiveBufferBytes());
    }
  }

  /** An address as logs and quotas have it, without a look-up of its name. */
  static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String number = host.getHostAddress();
    return (host instanceof Inet6Address ? "[" + number + "]" : number) + ":" + address.getPort();
  }

  static void closeQuietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "a socket does not close cleanly", e);
    }
  }

  // The contract.

  @Override
  public BoundListener bind(ListenerConfig config) throws IOException {
    if (config.tls().enabled()) {
      throw new IOException("listener " + config.name() + " wants TLS, which this transport lacks");
    }
    return NioListener.bind(this, nextLoop(), config);
  }

  @Override
  public CompletionStage<Connection> connect(
      String host, int port, TlsConfig tls, Acceptor acceptor) {
    CompletableFuture<Connection> result = new CompletableFuture<>();
    if (tls.enabled()) {
      result.completeExceptionally(
          new IOException(host + ":" + port + " wants TLS, which this transport lacks"));
      return result;
    }
    // To look a name up may block, and no loop may.
    Thread.ofVirtual().name("resolve " + host).start(() -> connect(host, port, acceptor, result));
    return result;
  }

  private void connect(
      String host, int port, Acceptor acceptor, CompletableFuture<Connection> result) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      SelectorLoop loop = nextLoop();
      Connecting connecting =
          new Connecting(this, loop, SocketChannel.open(), address, acceptor, result);
      if (!loop.execute(connecting::begin)) {
        connecting.end();
      }
    } catch (UnknownHostException e) {
      result.completeExceptionally(new IOException("unknown host " + host, e));
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /** T3. Each loop closes what it has before it ends, so listeners need no care of their own. */
  @Override
  public void close() {
    loops.forEach(SelectorLoop::close);
    loops.forEach(SelectorLoop::awaitEnd);
  }
}
