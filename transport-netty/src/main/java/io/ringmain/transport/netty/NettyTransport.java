package io.ringmain.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The transport: its event loops, its listeners, and what all its connections share.
 *
 * <p>All threads. Listening channels live on the same event loops as connections, so that a broker
 * has no thread more than {@code num.network.threads} says.
 */
final class NettyTransport implements Transport {
  private static final int CONNECT_TIMEOUT_MS = 10_000;
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  /**
   * Pages of a pool chunk: 2^8 of them, 2 MiB in all, hold a 1 MiB frame and little idle memory.
   */
  private static final int CHUNK_ORDER = 8;

  private static final int PAGE_BYTES = 8 << 10;
  private static final int SMALL_CACHE = 256;
  private static final int NORMAL_CACHE = 16;

  private final TransportContext context;
  private final NettyIo io;
  private final boolean sendsFileRegions;
  private final PooledByteBufAllocator allocator;
  private final FrameMemory frameMemory;
  private final EventLoops loops;
  private final Set<NettyConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Set<NettyListener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong connectionIds = new AtomicLong();
  private volatile boolean closed;

  NettyTransport(TransportContext context, NettyIo io, boolean sendfile, long stallTimeoutMs) {
    this.context = context;
    this.io = io;
    this.sendsFileRegions = sendfile && io != NettyIo.IO_URING;
    this.frameMemory = new FrameMemory(context.frameMemoryBytes(), stallTimeoutMs);
    // One arena per loop that is there now, and caches for the loops' own threads alone: frames are
    // released by
    // others.
    this.allocator =
        new PooledByteBufAllocator(
            true, 0, context.threads(), PAGE_BYTES, CHUNK_ORDER, SMALL_CACHE, NORMAL_CACHE, false);
    this.loops = new EventLoops(context.threads(), io.handlers(), this::isUsed);
  }

  private boolean isUsed(EventLoop loop) {
    return connections.stream().anyMatch(connection -> connection.isOn(loop));
  }

  @Override
  public boolean resize(int threads) {
    loops.resize(threads);
    return true;
  }

  long nextConnectionId() {
    return connectionIds.incrementAndGet();
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  FrameMemory frameMemory() {
    return frameMemory;
  }

  int maxFrameBytes() {
    return context.maxFrameBytes();
  }

  boolean sendsFileRegions() {
    return sendsFileRegions;
  }

  long usedDirectMemoryBytes() {
    return allocator.metric().usedDirectMemory();
  }

  @Override
  public BoundListener bind(ListenerConfig config) throws IOException {
    if (closed) {
      throw new IOException("the transport is closed");
    }
    NettyListener listener = new NettyListener(this, config, tls(config.tls()));
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.first(), loops)
            .channelFactory(io.serverChannels())
            .option(ChannelOption.SO_BACKLOG, config.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childHandler(listener);
    connectionOptions(bootstrap::childOption);
    if (context.receiveBufferBytes() > 0) {
      // On the listening socket too: the TCP window is agreed on before a connection is accepted.
      bootstrap.option(ChannelOption.SO_RCVBUF, context.receiveBufferBytes());
    }
    InetSocketAddress address =
        config.host().isEmpty()
            ? new InetSocketAddress(config.port())
            : new InetSocketAddress(config.host(), config.port());
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "listener "
              + config.name()
              + " cannot bind "
              + (config.host().isEmpty() ? "*" : config.host())
              + ":"
              + config.port()
              + ": "
              + (address.isUnresolved() ? "unknown host" : bound.cause().getMessage()),
          bound.cause());
    }
    listener.bound(bound.channel());
    listeners.add(listener);
    if (closed) {
      listener.close();
      throw new IOException("the transport is closed");
    }
    return listener;
  }

  void closed(NettyListener listener) {
    listeners.remove(listener);
  }

  /** Somebody waits for memory: from now on, frames that do not advance end their connections. */
  void lookForStalledFrames() {
    if (looking.compareAndSet(false, true)) {
      lookLater();
    }
  }

  private void lookLater() {
    try {
      var _ =
          loops.first().schedule(this::look, frameMemory.stallTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // With all connections.
    }
  }

  private void look() {
    if (!frameMemory.anyoneWaits()) {
      looking.set(false);
      if (!frameMemory.anyoneWaits() || !looking.compareAndSet(false, true)) {
        return; // Whoever comes to wait from now on begins anew.
      }
    }
    connections.forEach(NettyConnection::closeIfStalled);
    lookLater();
  }

  void opened(NettyConnection connection) {
    connections.add(connection);
    if (closed) {
      connection.close();
    }
  }

  void closed(NettyConnection connection) {
    connections.remove(connection);
    loops.endUnused();
  }

  @Override
  public CompletionStage<Connection> connect(
      String host, int port, TlsConfig tlsConfig, Acceptor acceptor) {
    CompletableFuture<Connection> result = new CompletableFuture<>();
    if (closed) {
      result.completeExceptionally(new IOException("the transport is closed"));
      return result;
    }
    // Looking a name up may block, and no event loop may.
    Thread.ofVirtual()
        .name("resolve " + host)
        .start(() -> {
          try {
            connect(
                host,
                new InetSocketAddress(InetAddress.getByName(host), port),
                tls(tlsConfig),
                acceptor,
                result);
          } catch (UnknownHostException unknown) {
            result.completeExceptionally(new IOException("unknown host " + host, unknown));
          } catch (Throwable thrown) {
            result.completeExceptionally(thrown);
          }
        });
    return result;
  }

  private void connect(
      String host,
      InetSocketAddress address,
      Optional<TlsEngines> tls,
      Acceptor acceptor,
      CompletableFuture<Connection> result) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(io.channels())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(engines ->
                        channel.pipeline().addLast(engines.forClient(host, address.getPort())));
                    NettyConnection connection =
                        new NettyConnection(
                            NettyTransport.this,
                            channel,
                            address,
                            "",
                            -1,
                            tls.isPresent(),
                            acceptor);
                    var _ =
                        connection
                            .opened()
                            .whenComplete((opened, failed) -> {
                              if (failed == null) {
                                result.complete(opened);
                              } else {
                                result.completeExceptionally(failed);
                              }
                            });
                    channel.pipeline().addLast(connection);
                  }
                });
    connectionOptions(bootstrap::option);
    bootstrap
        .connect(address)
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            result.completeExceptionally(
                new IOException(
                    "cannot connect to "
                        + host
                        + ":"
                        + address.getPort()
                        + ": "
                        + connected.cause().getMessage(),
                    connected.cause()));
          }
        });
  }

  private void connectionOptions(Options options) {
    options.set(ChannelOption.ALLOCATOR, allocator);
    options.set(ChannelOption.AUTO_READ, false);
    options.set(ChannelOption.ALLOW_HALF_CLOSURE, true);
    options.set(ChannelOption.TCP_NODELAY, true);
    options.set(ChannelOption.SO_KEEPALIVE, true);
    if (context.sendBufferBytes() > 0) {
      options.set(ChannelOption.SO_SNDBUF, context.sendBufferBytes());
    }
    if (context.receiveBufferBytes() > 0) {
      options.set(ChannelOption.SO_RCVBUF, context.receiveBufferBytes());
    }
  }

  private Optional<TlsEngines> tls(TlsConfig config) {
    return config.enabled()
        ? Optional.of(new TlsEngines(config.properties(), context.workingDirectory()))
        : Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    for (NettyListener listener : listeners) {
      listener.close();
    }
    List<CompletableFuture<Void>> gone = new ArrayList<>();
    for (NettyConnection connection : connections) {
      gone.add(connection.gone());
      connection.close();
    }
    // Before the loops end: a loop that has ended can tell no handler.
    CompletableFuture.allOf(gone.toArray(new CompletableFuture<?>[0]))
        .completeOnTimeout(null, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .join();
    loops.close(CLOSE_TIMEOUT_MS);
  }

  /** Options of the channels that a bootstrap makes. */
  private interface Options {
    <T> void set(ChannelOption<T> option, T value);
  }
}
