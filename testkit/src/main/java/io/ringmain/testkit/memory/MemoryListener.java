package io.ringmain.testkit.memory;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;

/** A bound port of a {@link MemoryNetwork}: connections wait in its backlog until it accepts. */
final class MemoryListener implements BoundListener {
  private final MemoryTransport transport;
  private final ListenerConfig config;
  private final int port;

  // On the network's thread.
  private final ArrayDeque<MemoryConnection> backlog = new ArrayDeque<>();
  private Optional<Transport.Acceptor> acceptor = Optional.empty();

  MemoryListener(MemoryTransport transport, ListenerConfig config) throws IOException {
    this.transport = transport;
    this.config = config;
    this.port = transport.network().bind(config.port(), this);
  }

  MemoryTransport transport() {
    return transport;
  }

  String name() {
    return config.name();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void accept(Transport.Acceptor newAcceptor) {
    transport
        .network()
        .execute(() -> {
          acceptor = Optional.of(newAcceptor);
          acceptWaiting();
        });
  }

  /** A connection has come. On the network's thread. */
  void offer(MemoryConnection connection) {
    backlog.add(connection);
    acceptWaiting();
  }

  private void acceptWaiting() {
    while (acceptor.isPresent() && !backlog.isEmpty()) {
      MemoryConnection connection = backlog.poll();
      if (transport.openOf(this) < config.maxConnections()) {
        connection.open(acceptor.get());
      } else {
        connection.close();
      }
    }
  }

  @Override
  public void close() {
    transport.network().unbind(port, this);
  }
}
