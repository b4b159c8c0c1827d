package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The coordination store, on a machine of its own. Sessions are kept alive by processes that run
 * and reach it; the others expire after their timeout, unless the store itself has stopped.
 */
public final class SimulatedStore {
  /** The machine it runs on, as links name it. */
  public static final String MACHINE = "store";

  private static final long TICK_NS = 250_000_000;
  private static final int LEAST_DELAY_NS = 100_000;
  private static final int DELAY_SPREAD_NS = 2_000_000;

  private final SimulatedScheduler scheduler;
  private final SimulatedNetwork network;
  private final Random random;
  private final WorldListener listener;
  private final StoreTree tree = new StoreTree();
  private final Map<Long, Session> sessions = new LinkedHashMap<>();
  private final List<SimulatedCoordination> ends = new ArrayList<>();
  private final Map<String, Link> links = new HashMap<>();
  private long lastSessionId;
  private boolean stopped;
  private long watchDelayNs;
  private boolean watchesLost;

  /** A session as the store sees it. */
  private static final class Session {
    private final SimulatedProcess process;
    private final long timeoutNs;
    private long heardNs;

    private Session(SimulatedProcess process, long timeoutNs, long heardNs) {
      this.process = process;
      this.timeoutNs = timeoutNs;
      this.heardNs = heardNs;
    }
  }

  SimulatedStore(
      SimulatedScheduler scheduler,
      SimulatedNetwork network,
      Random random,
      WorldListener listener) {
    this.scheduler = scheduler;
    this.network = network;
    this.random = random;
    this.listener = listener;
    tick();
  }

  SimulatedScheduler scheduler() {
    return scheduler;
  }

  /** The plugin {@code simulated} for one process. */
  CoordinationProvider provider(SimulatedProcess process) {
    return new CoordinationProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Coordination open(CoordinationContext context) {
        return SimulatedStore.this.open(process, context);
      }
    };
  }

  private Coordination open(SimulatedProcess process, CoordinationContext context) {
    if (!isReachableFrom(process)) {
      throw new CoordinationException("the store does not answer");
    }
    SimulatedCoordination end =
        new SimulatedCoordination(this, process, context.sessionTimeoutMs());
    ends.add(end);
    return end;
  }

  /** Begins and ends sessions, and has the other ends look at their connections. */
  private void tick() {
    long nowNs = scheduler.monotonicNs();
    for (Map.Entry<Long, Session> entry : List.copyOf(sessions.entrySet())) {
      Session session = entry.getValue();
      if (stopped || (session.process.isRunning() && isReachableFrom(session.process))) {
        session.heardNs = nowNs;
      } else if (nowNs - session.heardNs > session.timeoutNs) {
        endSession(entry.getKey());
      }
    }
    ends.removeIf(end -> !end.process().isAlive());
    List.copyOf(ends).forEach(SimulatedCoordination::look);
    scheduler.at(nowNs + TICK_NS, this::tick);
  }

  boolean isReachableFrom(SimulatedProcess process) {
    return !stopped
        && !network.link(process.name(), MACHINE).isCut()
        && !network.link(MACHINE, process.name()).isCut();
  }

  long beginSession(SimulatedProcess process, int timeoutMs) {
    long id = ++lastSessionId;
    sessions.put(id, new Session(process, timeoutMs * 1_000_000L, scheduler.monotonicNs()));
    return id;
  }

  boolean knows(long sessionId) {
    return sessions.containsKey(sessionId);
  }

  void endSession(long sessionId) {
    if (sessions.remove(sessionId) != null) {
      scheduler.note("store session ended", sessionId, sessions.size());
      tell(tree.endSession(sessionId));
    }
  }

  void leave(SimulatedCoordination end) {
    ends.remove(end);
  }

  private Link linkFrom(String machine) {
    return links.computeIfAbsent(machine, from -> network.link(from, MACHINE));
  }

  long drawDelayNs(String machine) {
    return LEAST_DELAY_NS + random.nextInt(DELAY_SPREAD_NS) + linkFrom(machine).extraDelayNs();
  }

  Optional<Entry> read(SimulatedProcess process, String path) {
    Optional<Entry> entry = tree.read(path);
    listener.onRead(process.name(), path, entry.map(found -> found.value().length).orElse(0));
    return entry;
  }

  Optional<List<String>> children(SimulatedProcess process, String path) {
    Optional<List<String>> children = tree.children(path);
    listener.onListed(process.name(), path, children.map(List::size).orElse(0));
    return children;
  }

  void watching(SimulatedProcess process, String path) {
    listener.onWatching(process.name(), path);
  }

  void watchTold(SimulatedProcess process, String path) {
    listener.onWatchTold(process.name(), path);
  }

  /** C4, C5; a session that has ended commits nothing. */
  List<Long> commit(SimulatedProcess process, long sessionId, List<Operation> operations)
      throws CommitRefusedException {
    StoreTree.Outcome outcome = tree.commit(sessionId, operations);
    scheduler.note("store commit " + process.name(), sessionId, operations.size());
    listener.onCommitted(process.name(), sessionId, operations);
    tell(outcome.changed());
    return outcome.versions();
  }

  private void tell(Set<String> changed) {
    for (SimulatedCoordination end : List.copyOf(ends)) {
      if (!(watchesLost && random.nextBoolean())) {
        end.changed(changed, watchDelayNs);
      }
    }
  }

  /** Everybody's connections are lost, and nobody gets another, until it is started again. */
  public void stop() {
    stopped = true;
  }

  /** Serves again; every session has its whole timeout before it. */
  public void start() {
    stopped = false;
    sessions.values().forEach(session -> session.heardNs = scheduler.monotonicNs());
  }

  /** From now on watches come this much later. */
  public void watchDelay(long ms) {
    watchDelayNs = ms * 1_000_000;
  }

  /** From now on half of all watches never come, against C8, or they come again. */
  public void watchesLost(boolean lost) {
    watchesLost = lost;
  }

  /** The store ends the sessions of a machine, as if it had not heard of it for long. */
  public void expire(String machine) {
    for (Map.Entry<Long, Session> entry : List.copyOf(sessions.entrySet())) {
      if (entry.getValue().process.name().equals(machine)) {
        endSession(entry.getKey());
      }
    }
  }

  /** The connection of a machine is lost, and what was under way with it has an unknown outcome. */
  public void loseConnection(String machine) {
    for (SimulatedCoordination end : List.copyOf(ends)) {
      if (end.process().name().equals(machine)) {
        end.loseConnection();
      }
    }
  }

  /** All values, by path. */
  public Map<String, byte[]> values() {
    return tree.values();
  }
}
