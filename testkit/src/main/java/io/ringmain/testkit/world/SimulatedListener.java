package io.ringmain.testkit.world;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.testkit.simulation.SimulatedProcess;
import java.util.ArrayDeque;
import java.util.Optional;

/** A bound port of a simulated machine: connections wait in its backlog until it accepts. */
final class SimulatedListener implements BoundListener {
  private final SimulatedTransport transport;
  private final ListenerConfig config;
  private final ArrayDeque<SimulatedConnection> backlog = new ArrayDeque<>();
  private final int port;
  private Optional<Transport.Acceptor> acceptor = Optional.empty();

  /**
   * @param port that is free; {@code config} may leave the choice open
   */
  SimulatedListener(SimulatedTransport transport, ListenerConfig config, int port) {
    this.transport = transport;
    this.config = config;
    this.port = port;
  }

  SimulatedProcess process() {
    return transport.process();
  }

  SimulatedTransport transport() {
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
    acceptor = Optional.of(newAcceptor);
    for (SimulatedConnection waiting = backlog.poll(); waiting != null; waiting = backlog.poll()) {
      waiting.open(newAcceptor);
    }
  }

  /** A connection has come. T14: one too many is closed. */
  void offer(SimulatedConnection connection) {
    if (transport.openOf(name()) + backlog.size() >= config.maxConnections()) {
      connection.closeNow();
    } else if (acceptor.isPresent()) {
      connection.open(acceptor.get());
    } else {
      backlog.add(connection);
    }
  }

  @Override
  public void close() {
    transport.network().unbind(config.host(), port);
  }
}
