package io.ringmain.testkit.world;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;

/** The machines of a simulation, what connects them, and the store that they share. */
public final class SimulatedCluster {
  private final SimulatedScheduler scheduler;
  private final ClusterOptions options;
  private final WorldListeners listeners = new WorldListeners();
  private final SimulatedNetwork network;
  private final SimulatedStore store;
  private final List<SimulatedMachine> machines = new ArrayList<>();

  /**
   * @param seed everything that chance decides in this world comes from it
   */
  public SimulatedCluster(SimulatedScheduler scheduler, ClusterOptions options, long seed) {
    this(scheduler, options, seed, _ -> Map.of());
  }

  /**
   * @param settings of a broker, by its id, in the place of what a simulation sets or leaves
   */
  public SimulatedCluster(
      SimulatedScheduler scheduler,
      ClusterOptions options,
      long seed,
      IntFunction<Map<String, String>> settings) {
    this(scheduler, options, seed, settings, Optional.empty());
  }

  /** One broker whose storage is a real one. */
  public SimulatedCluster(SimulatedScheduler scheduler, RealStorage storage, long seed) {
    this(
        scheduler,
        new ClusterOptions(1, false), // What is durable, the storage says itself.
        seed,
        _ -> Map.of(),
        Optional.of(storage));
  }

  private SimulatedCluster(
      SimulatedScheduler scheduler,
      ClusterOptions options,
      long seed,
      IntFunction<Map<String, String>> settings,
      Optional<RealStorage> realStorage) {
    Random random = new Random(seed);
    this.scheduler = scheduler;
    this.options = options;
    this.network = new SimulatedNetwork(scheduler, new Random(random.nextLong()), listeners);
    this.store = new SimulatedStore(scheduler, network, new Random(random.nextLong()), listeners);
    for (int id = 1; id <= options.brokers(); id++) {
      SimulatedDisk disk =
          new SimulatedDisk(
              "b" + id, scheduler, new Random(random.nextLong()), options.durableAcks(), listeners);
      machines.add(
          new SimulatedMachine(
              id,
              scheduler,
              network,
              store,
              disk,
              new Random(random.nextLong()),
              merged(options, settings.apply(id)),
              listeners,
              realStorage));
    }
  }

  private static Map<String, String> merged(ClusterOptions options, Map<String, String> given) {
    Map<String, String> merged = settings(options);
    merged.putAll(given);
    return merged;
  }

  private static Map<String, String> settings(ClusterOptions options) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ring.slots", "64");
    settings.put("ring.shards", "2");
    settings.put("offsets.topic.num.partitions", "3");
    settings.put(
        "offsets.topic.replication.factor",
        Integer.toString(Math.min(3, options.replicationFactor())));
    settings.put("min.insync.replicas", Integer.toString(options.minInsyncReplicas()));
    settings.put("replica.lag.time.max.ms", Integer.toString(options.maxLagMs()));
    settings.put("replica.fetch.backoff.ms", "200");
    settings.put("replica.fetch.wait.max.ms", "300");
    settings.put("replica.socket.timeout.ms", "3000");
    settings.put("replica.high.watermark.checkpoint.interval.ms", "2000");
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "500");
    settings.put("log.retention.check.interval.ms", "5000");
    settings.put("zookeeper.session.timeout.ms", "6000");
    settings.put("zookeeper.connect", SimulatedStore.MACHINE);
    return settings;
  }

  /** Who listens hears of everything that happens to disks, store and processes. */
  public void addListener(WorldListener listener) {
    listeners.add(listener);
  }

  /** The scheduler that runs it. */
  public SimulatedScheduler scheduler() {
    return scheduler;
  }

  /** What it is made of. */
  public ClusterOptions options() {
    return options;
  }

  /** What connects the machines. */
  public SimulatedNetwork network() {
    return network;
  }

  /** The coordination store. */
  public SimulatedStore store() {
    return store;
  }

  /** The machines with brokers on them. */
  public List<SimulatedMachine> machines() {
    return machines;
  }

  /** Whether every broker serves. */
  public boolean isUp() {
    for (SimulatedMachine machine : machines) {
      if (!machine.isUp()) {
        return false;
      }
    }
    return true;
  }

  /** What a client process has of the network. */
  public Transport transportFor(SimulatedProcess process) {
    return network
        .provider(process)
        .open(
            new TransportContext(
                new PluginSettings("", List.of(), Map.of()),
                1,
                16 << 20,
                64 << 20,
                -1,
                -1,
                Path.of("")));
  }
}
