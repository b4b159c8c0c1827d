package io.ringmain.kernel;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.config.AddressLimits;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ConnectionLimits;
import io.ringmain.spi.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Tells the transport what changes of it while the broker runs: how many connections its listeners
 * may accept ({@code max.connections} and its kin; of single addresses when they start, too) and
 * how many threads serve them ({@code num.network.threads}).
 *
 * <p>Hears of changes on the metadata log's ring thread, and hands the work on, since addresses may
 * have to be looked up.
 */
final class TransportUpdates implements MetadataListener {
  private static final System.Logger LOG = System.getLogger(TransportUpdates.class.getName());

  private final Transport transport;
  private final List<BoundListener> listeners;
  private final Supplier<BrokerConfig> config;
  private final Executor background;
  private ConnectionLimits told;
  private int toldThreads;

  /**
   * @param transport opened with the threads that {@code config} has now
   * @param listeners bound with the limits that it has now, but for single addresses
   */
  TransportUpdates(
      Transport transport,
      List<BoundListener> listeners,
      Supplier<BrokerConfig> config,
      Executor background) {
    this.transport = transport;
    this.listeners = listeners;
    this.config = config;
    this.background = background;
    ConnectionLimits wanted = wanted();
    this.told = new ConnectionLimits(wanted.maxConnections(), wanted.maxPerAddress(), Map.of());
    this.toldThreads = wantedThreads();
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    boolean ofBrokers =
        delta.configsChanged().stream()
            .anyMatch(resource -> resource.type() == ConfigResource.BROKER);
    if (ofBrokers) {
      background.execute(this::apply);
    }
  }

  /** Whoever comes last finds the latest limits, so the order of calls does not matter. */
  synchronized void apply() {
    limit();
    resize();
  }

  private void resize() {
    int wanted = wantedThreads();
    if (wanted == toldThreads) {
      return;
    }
    boolean can = transport.resize(wanted);
    toldThreads = wanted;
    if (can) {
      LOG.log(INFO, "transport: {0} threads", wanted);
    } else {
      LOG.log(WARNING, "transport: this one keeps the threads it began with");
    }
  }

  private void limit() {
    ConnectionLimits wanted = wanted();
    if (areEqual(wanted, told)) {
      return;
    }
    told = wanted;
    boolean all = true;
    for (BoundListener listener : listeners) {
      all &= listener.limit(wanted);
    }
    if (all) {
      LOG.log(INFO, "listeners: {0}", wanted);
    } else {
      LOG.log(WARNING, "listeners: this transport keeps the limits it began with");
    }
  }

  /** Part by part: at every start a record's own equals would have to be put together first. */
  private static boolean areEqual(ConnectionLimits a, ConnectionLimits b) {
    return a.maxConnections() == b.maxConnections()
        && a.maxPerAddress() == b.maxPerAddress()
        && a.ofAddresses().equals(b.ofAddresses());
  }

  private int wantedThreads() {
    return config.get().value(NetworkKeys.NUM_NETWORK_THREADS);
  }

  private ConnectionLimits wanted() {
    BrokerConfig now = config.get();
    return new ConnectionLimits(
        now.value(NetworkKeys.MAX_CONNECTIONS),
        now.value(NetworkKeys.MAX_CONNECTIONS_PER_IP),
        AddressLimits.parse(now.value(NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES)));
  }
}
