package io.ringmain.kernel.connection;

import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.Transport;

/** Gives each client that connects a handler of its own. Called on the connections' threads. */
public final class ClientConnections implements Transport.Acceptor {
  private final RequestTable table;
  private final Clock clock;
  private final BrokerMetrics metrics;
  private final DecodedElements elements = new DecodedElements();

  public ClientConnections(RequestTable table, Clock clock, BrokerMetrics metrics) {
    this.table = table;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public FrameHandler accept(Connection connection) {
    metrics.add(Metric.CONNECTIONS_ACCEPTED, 1);
    return new ClientConnection(connection, table, clock, metrics, elements);
  }
}
