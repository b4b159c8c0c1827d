package org.example.transport.nio;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A connection to a peer that is being made. On its loop's thread. */
final class Connecting implements SelectorLoop.Registered {
  private static final int TIMEOUT_SECONDS = 10;

  private final NioTransport transport;
  private final SelectorLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress address;
  private final Transport.Acceptor acceptor;
  private final CompletableFuture<Connection> result;
  private final long begunNs = System.nanoTime();

  Connecting(
      NioTransport transport,
      SelectorLoop loop,
      SocketChannel channel,
      InetSocketAddress address,
      Transport.Acceptor acceptor,
      CompletableFuture<Connection> result) {
    this.transport = transport;
    this.loop = loop;
    this.channel = channel;
    this.address = address;
    this.acceptor = acceptor;
    this.result = result;
  }

  void begin() {
    try {
      transport.configure(channel);
      loop.register(channel, SelectionKey.OP_CONNECT, this);
      if (channel.connect(address)) {
        connected();
      }
    } catch (IOException | RuntimeException e) {
      failed(e.toString());
    }
  }

  @Override
  public void ready() {
    try {
      if (channel.finishConnect()) {
        connected();
      }
    } catch (IOException e) {
      failed(e.getMessage());
    }
  }

  /** The key is the connection's from here on. */
  private void connected() {
    NioConnection connection =
        NioConnection.open(
            transport,
            loop,
            channel,
            new Peer(transport.nextConnectionId(), NioTransport.text(address), "", -1, () -> {}),
            acceptor);
    if (connection.isClosed()) {
      failed("closed at once");
    } else {
      result.complete(connection);
    }
  }

  @Override
  public void tick(long nowNs) {
    if (nowNs - begunNs > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
      failed("no answer within " + TIMEOUT_SECONDS + " s");
    }
  }

  @Override
  public void end() {
    failed("the transport is closed");
  }

  private void failed(String reason) {
    NioTransport.closeQuietly(channel);
    result.completeExceptionally(
        new IOException("cannot connect to " + NioTransport.text(address) + ": " + reason));
  }
}
