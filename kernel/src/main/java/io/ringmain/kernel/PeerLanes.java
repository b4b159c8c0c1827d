package io.ringmain.kernel;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.config.ReplicationKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.peer.Peers;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;

/**
 * The ways to other brokers. A broker answers the requests of one connection in their order, so
 * what must not wait goes on connections of its own.
 *
 * @param replication for what replicas ask of one another and of the controller
 * @param forwarding for clients' requests, which may take as long as clients like
 * @param heartbeats for signs of life, which must never be late
 */
record PeerLanes(Peers replication, Peers forwarding, Peers heartbeats) {

  static PeerLanes of(
      Transport transport, BrokerConfig config, MetadataImages images, Environment environment) {
    long requestMs = config.value(ReplicationKeys.REQUEST_TIMEOUT_MS);
    // So that a second heartbeat may still make up for a first that got lost.
    long heartbeatMs = Math.max(1, config.value(ClusterKeys.BROKER_SESSION_TIMEOUT_MS) / 3);
    return new PeerLanes(
        lane(transport, config, images, environment, requestMs),
        lane(transport, config, images, environment, requestMs),
        lane(transport, config, images, environment, heartbeatMs));
  }

  private static Peers lane(
      Transport transport,
      BrokerConfig config,
      MetadataImages images,
      Environment environment,
      long timeoutMs) {
    String listener = config.interBrokerListenerName();
    TlsConfig tls =
        config.listeners().stream()
            .filter(one -> one.name().equals(listener))
            .flatMap(one -> config.sslOf(one).stream())
            .map(properties -> new TlsConfig(true, properties))
            .findFirst()
            .orElse(TlsConfig.NONE);
    return new Peers(
        transport,
        listener,
        tls,
        images::current,
        environment.timer(),
        timeoutMs,
        "broker-" + config.nodeId());
  }

  void close() {
    replication.close();
    forwarding.close();
    heartbeats.close();
  }
}
