package io.ringmain.testkit.world;

import io.ringmain.kernel.Broker;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/**
 * A machine with a disk and a broker on it.
 *
 * <pre>
 *          start                serves
 *   down ────────▶ starting ───────────▶ up ── stop ──▶ stopping ──▶ down
 *    ▲                │ fails            │
 *    ├── 1 s, again ──┘                  │
 *    └────────── kill, powerFails ───────┘
 * </pre>
 */
public final class SimulatedMachine {
  /** The name of the three plugins of a simulation. */
  static final String PLUGIN = "simulated";

  /** So that there is one now and then in a minute. */
  private static final String SNAPSHOT_EVERY_BYTES = "1024";

  /** Where every broker listens, each on its own machine. */
  public static final int PORT = 9092;

  private static final long START_AGAIN_NS = 1_000_000_000L;

  /** As long as whoever runs services waits for one to stop. */
  private static final long STOP_TIMEOUT_NS = 90_000_000_000L;

  private final int brokerId;
  private final String name;
  private final SimulatedScheduler scheduler;
  private final SimulatedNetwork network;
  private final SimulatedStore store;
  private final SimulatedDisk disk;
  private final Random random;
  private final Map<String, String> settings;
  private final WorldListener listener;
  private final Optional<RealStorage> realStorage;
  private Optional<SimulatedProcess> process = Optional.empty();
  private Optional<Broker> broker = Optional.empty();
  private boolean wanted;
  private boolean stopping;
  private int starts;

  SimulatedMachine(
      int brokerId,
      SimulatedScheduler scheduler,
      SimulatedNetwork network,
      SimulatedStore store,
      SimulatedDisk disk,
      Random random,
      Map<String, String> settings,
      WorldListener listener,
      Optional<RealStorage> realStorage) {
    this.brokerId = brokerId;
    this.name = disk.machine;
    this.scheduler = scheduler;
    this.network = network;
    this.store = store;
    this.disk = disk;
    this.random = random;
    this.settings = settings;
    this.listener = listener;
    this.realStorage = realStorage;
  }

  /** Such as {@code b1}: the host name that clients connect to, too. */
  public String name() {
    return name;
  }

  /** The broker's {@code node.id}. */
  public int brokerId() {
    return brokerId;
  }

  /** Its disk. */
  public SimulatedDisk disk() {
    return disk;
  }

  /** The process of the broker, if one lives. */
  public Optional<SimulatedProcess> process() {
    return process;
  }

  /** Whether its broker serves. */
  public boolean isUp() {
    return broker.isPresent() && !stopping;
  }

  /** The broker, while it serves. */
  public Optional<Broker> broker() {
    return broker;
  }

  /** Starts the broker, and again a second later as often as it fails to. */
  public void start() {
    wanted = true;
    if (process.isPresent()) {
      return;
    }
    network.machineIsUp(name);
    SimulatedProcess started = scheduler.newProcess(name);
    process = Optional.of(started);
    starts++;
    scheduler.note("start " + name);
    Plugins plugins =
        new Plugins(
            List.of(realStorage.map(RealStorage::provider).orElseGet(() -> disk.provider(started))),
            List.of(network.provider(started)),
            List.of(store.provider(started)));
    CompletionStage<Broker> starting =
        Broker.startAsync(
            config(plugins),
            plugins,
            started.environment(new Random(random.nextLong()), disk.files()));
    starting.whenComplete((serving, failure) -> {
      if (!started.isAlive()) {
        return;
      }
      if (failure == null) {
        broker = Optional.of(serving);
        scheduler.note("serves " + name);
        listener.onServing(name);
        if (!wanted) {
          stop();
        }
      } else {
        scheduler.note("does not start " + name);
        end(false);
        startAgainLater();
      }
    });
  }

  private BrokerConfig config(Plugins plugins) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("node.id", Integer.toString(brokerId));
    all.put("log.dirs", "/" + name);
    all.put("listeners", "PLAINTEXT://" + name + ":" + PORT);
    all.put("storage.provider", PLUGIN);
    all.put("transport.provider", PLUGIN);
    all.put("coordination.provider", PLUGIN);
    all.put("metadata.log.max.record.bytes.between.snapshots", SNAPSHOT_EVERY_BYTES);
    realStorage.ifPresent(real -> {
      all.putAll(real.settings());
      all.put("log.dirs", real.directory().toString());
      all.put("storage.provider", real.provider().name());
    });
    return BrokerConfig.parse(all, plugins.installed(), name);
  }

  private void startAgainLater() {
    scheduler.at(
        scheduler.monotonicNs() + START_AGAIN_NS,
        () -> {
          if (wanted) {
            start();
          }
        });
  }

  /** Stops the broker cleanly; kills it when that takes too long. */
  public void stop() {
    wanted = false;
    if (broker.isEmpty() || stopping) {
      return;
    }
    stopping = true;
    scheduler.note("stop " + name);
    SimulatedProcess ending = process.orElseThrow();
    broker
        .get()
        .stop()
        .whenComplete((_, _) -> {
          if (ending.isAlive()) {
            listener.onStopped(name);
            end(false);
            if (wanted) {
              startAgainLater(); // Somebody has wanted it up again meanwhile.
            }
          }
        });
    scheduler.at(
        scheduler.monotonicNs() + STOP_TIMEOUT_NS,
        () -> {
          if (ending.isAlive()) {
            scheduler.note("does not stop " + name);
            end(false);
            if (wanted) {
              startAgainLater();
            }
          }
        });
  }

  /** The process dies at once; what it wrote is in the page cache. It stays down. */
  public void kill() {
    wanted = false;
    end(false);
  }

  /** The machine fails: what was not flushed is lost, more or less. It stays down. */
  public void powerFails() {
    wanted = false;
    end(true);
  }

  private void end(boolean machineToo) {
    process.ifPresent(ending -> {
      scheduler.note((machineToo ? "power fails " : "ended ") + name);
      ending.kill();
      process = Optional.empty();
      broker = Optional.empty();
      stopping = false;
      network.processDied(ending, machineToo);
      if (machineToo) {
        disk.powerFails();
      } else {
        disk.processDied();
      }
      listener.onEnded(name);
    });
  }

  /** How often its broker was started. */
  public int starts() {
    return starts;
  }
}
