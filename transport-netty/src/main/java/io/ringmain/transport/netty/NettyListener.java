package io.ringmain.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.Transport;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A bound port, and what is done to each connection that it accepts.
 *
 * <p>T2. Until {@link #accept} the listening channel does not read, that is, it accepts nothing:
 * connections wait in the system's backlog.
 */
final class NettyListener extends ChannelInitializer<Channel> implements BoundListener {
  private static final System.Logger LOGGER = System.getLogger(NettyListener.class.getName());

  private static final long SELECT_AGAIN_MS = 2;

  private final NettyTransport transport;
  private final ListenerConfig config;
  private final ConnectionCounts connections;
  private final Optional<TlsEngines> tls;

  private volatile Channel channel;
  private volatile Transport.Acceptor acceptor;

  NettyListener(NettyTransport transport, ListenerConfig config, Optional<TlsEngines> tls) {
    this.transport = transport;
    this.config = config;
    this.connections =
        new ConnectionCounts(config.maxConnections(), config.maxConnectionsPerAddress());
    this.tls = tls;
  }

  void bound(Channel listening) {
    channel = listening;
  }

  @Override
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void accept(Transport.Acceptor connectionAcceptor) {
    acceptor = connectionAcceptor;
    channel.config().setAutoRead(true);
  }

  @Override
  public boolean limit(ConnectionLimits limits) {
    connections.limit(limits);
    return true;
  }

  @Override
  public void close() {
    Future<?> closed = channel.close();
    if (!channel.eventLoop().inEventLoop()) {
      closed.awaitUninterruptibly();
      if (channel instanceof NioServerSocketChannel && !channel.eventLoop().isShuttingDown()) {
        // The JDK gives the port back only when its selector next looks.
        channel
            .eventLoop()
            .schedule(() -> {}, SELECT_AGAIN_MS, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly();
      }
    }
    transport.closed(this);
  }

  /** A connection was accepted; on its own event loop. */
  @Override
  protected void initChannel(Channel accepted) {
    if (!(accepted.remoteAddress() instanceof InetSocketAddress remote)) {
      // Gone before it was looked at.
      var _ = accepted.close();
      return;
    }
    InetAddress address = remote.getAddress();
    Optional<String> refused = connections.enter(address);
    if (refused.isPresent()) {
      LOGGER.log(
          Level.WARNING,
          "closing connection from {0} to listener {1}: {2}",
          remote,
          config.name(),
          refused.get());
      var _ = accepted.close();
      return;
    }
    var _ = accepted.closeFuture().addListener(closed -> connections.leave(address));
    tls.ifPresent(engines -> accepted.pipeline().addLast(engines.forServer()));
    accepted
        .pipeline()
        .addLast(
            new NettyConnection(
                transport,
                accepted,
                remote,
                config.name(),
                config.idleTimeoutMs(),
                tls.isPresent(),
                acceptor));
  }

  @Override
  public boolean isSharable() {
    return true;
  }
}
