package io.ringmain.kernel;

import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.connection.ClientConnections;
import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The listeners of a broker, with the ports that were bound for them: before anything is written
 * anywhere, and long before they accept connections.
 *
 * <p>Called by whichever thread starts the broker.
 */
final class BoundListeners {
  /** Kafka's numbers of the security protocols. */
  private static final short PROTOCOL_PLAINTEXT = 0;

  private static final short PROTOCOL_SSL = 1;

  private final BrokerConfig config;
  private final List<BoundListener> bound = new ArrayList<>();
  private final List<Listener> endpoints = new ArrayList<>();

  private BoundListeners(BrokerConfig config) {
    this.config = config;
  }

  /**
   * Binds all that are configured.
   *
   * @param closing also told of those before one that cannot be bound
   */
  static BoundListeners bind(Transport transport, BrokerConfig config, ClosingOrder closing)
      throws IOException {
    BoundListeners listeners = new BoundListeners(config);
    for (Listener listener : config.listeners()) {
      BoundListener one = transport.bind(listeners.settingsOf(listener));
      closing.add(one::close);
      listeners.bound.add(one);
      listeners.endpoints.add(listener.withPort(one.port()));
    }
    return listeners;
  }

  private ListenerConfig settingsOf(Listener listener) {
    return new ListenerConfig(
        listener.name(),
        listener.host(),
        listener.port(),
        config.value(NetworkKeys.SOCKET_LISTEN_BACKLOG_SIZE),
        config
            .sslOf(listener)
            .map(properties -> new TlsConfig(true, properties))
            .orElse(TlsConfig.NONE),
        config.value(NetworkKeys.CONNECTIONS_MAX_IDLE_MS),
        config.value(NetworkKeys.MAX_CONNECTIONS),
        config.value(NetworkKeys.MAX_CONNECTIONS_PER_IP));
  }

  List<BoundListener> all() {
    return List.copyOf(bound);
  }

  /** As configured, with the ports that were bound. */
  List<Listener> endpoints() {
    return List.copyOf(endpoints);
  }

  /** What clients and other brokers are told to connect to. */
  List<Endpoint> advertised() {
    List<Endpoint> advertised = new ArrayList<>();
    for (Listener listener : config.advertisedListeners()) {
      int port = listener.port() == 0 ? boundPort(listener.name()) : listener.port();
      short protocol = config.sslOf(listener).isPresent() ? PROTOCOL_SSL : PROTOCOL_PLAINTEXT;
      advertised.add(new Endpoint(listener.name(), listener.host(), port, protocol));
    }
    return advertised;
  }

  private int boundPort(String listenerName) {
    return endpoints.stream()
        .filter(listener -> listener.name().equals(listenerName))
        .mapToInt(Listener::port)
        .findFirst()
        .orElse(0);
  }

  /** From now on they accept connections. When the broker stops, that ends before the rest. */
  void serve(RequestTable table, Clock clock, BrokerMetrics metrics, ClosingOrder closing) {
    for (BoundListener listener : bound) {
      listener.accept(new ClientConnections(table, clock, metrics));
      closing.add(listener::close);
    }
  }
}
