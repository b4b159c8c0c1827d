package org.example.transport.nio;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;

/**
 * A bound port. Methods of the contract are called from any thread; the rest happens on its loop.
 *
 * <p>T2. Until {@link #accept} its key is interested in nothing: connections wait in the system's
 * backlog.
 */
final class NioListener implements BoundListener, SelectorLoop.Registered {
  private static final System.Logger LOG = System.getLogger(NioListener.class.getName());

  /** Then connections of the same loop have their turn. */
  private static final int MOST_ACCEPTED_IN_A_ROW = 64;

  private final NioTransport transport;
  private final SelectorLoop loop;
  private final ListenerConfig config;
  private final ServerSocketChannel channel;
  private final int port;
  private final ConnectionCounts counts;
  private SelectionKey key;
  private Transport.Acceptor acceptor;

  private NioListener(
      NioTransport transport, SelectorLoop loop, ListenerConfig config, ServerSocketChannel channel)
      throws IOException {
    this.transport = transport;
    this.loop = loop;
    this.config = config;
    this.channel = channel;
    this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    this.counts = new ConnectionCounts(config.maxConnections(), config.maxConnectionsPerAddress());
  }

  static NioListener bind(NioTransport transport, SelectorLoop loop, ListenerConfig config)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      transport.configureListening(channel);
      channel.bind(address(config), config.backlog());
      NioListener listener = new NioListener(transport, loop, config, channel);
      if (!loop.execute(listener::register)) {
        throw new IOException("the transport is closed");
      }
      return listener;
    } catch (IOException | RuntimeException e) {
      channel.close();
      String host = config.host().isEmpty() ? "*" : config.host();
      throw new IOException(
          "listener %s cannot bind %s:%d: %s"
              .formatted(config.name(), host, config.port(), reason(e)),
          e);
    }
  }

  private static InetSocketAddress address(ListenerConfig config) {
    return config.host().isEmpty()
        ? new InetSocketAddress(config.port())
        : new InetSocketAddress(config.host(), config.port());
  }

  private static String reason(Exception e) {
    return e instanceof UnresolvedAddressException ? "unknown host" : e.getMessage();
  }

  private void register() {
    key = loop.register(channel, 0, this);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void accept(Transport.Acceptor connectionAcceptor) {
    loop.execute(() -> {
      acceptor = connectionAcceptor;
      tick(0);
    });
  }

  @Override
  public boolean limit(ConnectionLimits limits) {
    counts.limit(limits);
    return true;
  }

  @Override
  public void ready() {
    try {
      for (int count = 0; count < MOST_ACCEPTED_IN_A_ROW; count++) {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        accepted(accepted);
      }
    } catch (IOException e) {
      // Such as too many open files: those who wait are tried again at the next tick.
      LOG.log(Level.WARNING, "listener " + config.name() + " cannot accept: " + e);
      key.interestOps(0);
    }
  }

  private void accepted(SocketChannel accepted) throws IOException {
    if (!(accepted.getRemoteAddress() instanceof InetSocketAddress remote)) {
      accepted.close(); // Gone before it was looked at.
      return;
    }
    InetAddress address = remote.getAddress();
    if (!counts.enter(address)) {
      LOG.log(
          Level.WARNING,
          "closing connection from {0} to listener {1}: too many connections",
          NioTransport.text(remote),
          config.name());
      accepted.close();
      return;
    }
    SelectorLoop its = transport.nextLoop();
    if (!its.execute(() -> serve(its, accepted, remote))) {
      counts.leave(address);
      accepted.close();
    }
  }

  /** On the connection's loop. */
  private void serve(SelectorLoop its, SocketChannel accepted, InetSocketAddress remote) {
    try {
      transport.configure(accepted);
      NioConnection.open(
          transport,
          its,
          accepted,
          new Peer(
              transport.nextConnectionId(),
              NioTransport.text(remote),
              config.name(),
              config.idleTimeoutMs(),
              () -> counts.leave(remote.getAddress())),
          acceptor);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection was gone before it was served", e);
      counts.leave(remote.getAddress());
      NioTransport.closeQuietly(accepted);
    }
  }

  /** Accepts, from the start or again. */
  @Override
  public void tick(long nowNs) {
    if (acceptor != null && key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  @Override
  public void end() {
    NioTransport.closeQuietly(channel);
  }

  /** On return the port is free, unless it is the loop itself that closes: then soon after. */
  @Override
  public void close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    boolean asked =
        loop.execute(() -> {
          end();
          loop.letGoOfClosed();
          closed.complete(null);
        });
    if (asked && !loop.isCurrent()) {
      closed.join();
    }
  }
}
