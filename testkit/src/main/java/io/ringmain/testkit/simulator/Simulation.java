package io.ringmain.testkit.simulator;

import io.ringmain.testkit.checkers.LogModel;
import io.ringmain.testkit.checkers.MetadataModel;
import io.ringmain.testkit.checkers.ModelLog;
import io.ringmain.testkit.checkers.ModelPartition;
import io.ringmain.testkit.checkers.Retention;
import io.ringmain.testkit.checkers.Violations;
import io.ringmain.testkit.faults.FaultCatalog;
import io.ringmain.testkit.faults.FaultSchedule;
import io.ringmain.testkit.faults.ScheduledFault;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.simulation.Trace;
import io.ringmain.testkit.workload.ClusterClient;
import io.ringmain.testkit.workload.GroupMember;
import io.ringmain.testkit.workload.History;
import io.ringmain.testkit.workload.SimulatedClient;
import io.ringmain.testkit.workload.SimulatedConsumer;
import io.ringmain.testkit.workload.TopicMaker;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One simulation, from the first start of its brokers to the last look of its checkers.
 *
 * <pre>
 *   start ─▶ create topics ─▶ clients work, faults happen ─▶ heal ─▶ quiesce ─▶ stop ─▶ check
 *   └──────────── any invariant broken: it ends there and then ─────────────────────────┘
 * </pre>
 *
 * <p>Run by one thread, which does everything that happens in it.
 */
public final class Simulation {
  private static final long START_MS = 120_000;
  private static final long STOP_MS = 120_000;

  /** Invariant 49: how long a healed cluster may take until nothing is left to do. */
  private static final long QUIESCENCE_MS = 240_000;

  /** Invariant 49's number, and 0 for a task that throws. */
  private static final int QUIESCENCE = 49;

  private static final int NOTHING_THROWS = 0;

  /** Of a log: some minutes' worth, so that an hour does not cost more at its end. */
  private static final Map<String, String> RETENTION =
      Map.of("log.retention.bytes", Integer.toString(256 << 10));

  private static final long PROGRESS_MS = 1_000;

  private final SimulationPlan plan;
  private final Progress progress;
  private final Trace trace;
  private final SimulatedScheduler scheduler;
  private final SimulatedCluster cluster;
  private final History history = new History();
  private final Violations violations;
  private final Checkers checkers;
  private final Workload workload;
  private final List<ScheduledFault> schedule;
  private final List<ScheduledFault> begun = new ArrayList<>();
  private final List<ScheduledFault> ongoing = new ArrayList<>();
  private final TopicMaker topics;

  private Simulation(SimulationPlan plan, Faults faults, Trace trace, Progress progress) {
    // What is drawn first from a Random hardly differs between seeds that follow one another.
    Random seeds = new Random(new SplittableRandom(plan.seed()).nextLong());
    ClusterOptions options =
        ClusterOptions.drawn(plan.brokers(), seeds.nextInt(3) > 0, new Random(seeds.nextLong()));
    this.plan = plan;
    this.progress = progress;
    this.trace = trace;
    this.scheduler = new SimulatedScheduler(seeds.nextLong(), trace);
    this.cluster = new SimulatedCluster(scheduler, options, seeds.nextLong(), _ -> RETENTION);
    this.violations = new Violations(scheduler);
    this.checkers = new Checkers(cluster, history, violations, Retention.of(RETENTION));
    this.workload = new Workload(cluster, history, seeds.nextLong(), plan.onlyClients());
    this.schedule = faults.of(seeds.nextLong(), options);
    this.topics =
        new TopicMaker(
            new ClusterClient(cluster, "admin", new Random(seeds.nextLong()), history),
            history,
            workload.topics());
  }

  /** Runs a simulation. */
  public static SimulationResult run(SimulationPlan plan) {
    return run(plan, new Trace(), Progress.NONE);
  }

  /**
   * Runs a simulation.
   *
   * @param trace takes a line for each event
   */
  public static SimulationResult run(SimulationPlan plan, Trace trace, Progress progress) {
    Faults drawn =
        (seed, options) ->
            FaultSchedule.draw(seed, options, FaultCatalog.named(plan.faults()), plan.durationMs());
    return new Simulation(plan, drawn, trace, progress).run();
  }

  /**
   * Runs a simulation with given faults in the place of those that its seed would draw.
   *
   * @param faults makes them for this run; they are numbered from 0
   */
  public static SimulationResult run(
      SimulationPlan plan, Function<ClusterOptions, List<ScheduledFault>> faults) {
    return new Simulation(plan, (_, options) -> faults.apply(options), new Trace(), Progress.NONE)
        .run();
  }

  /** Makes the schedule. */
  @FunctionalInterface
  private interface Faults {
    List<ScheduledFault> of(long seed, ClusterOptions options);
  }

  private SimulationResult run() {
    long startedNs = System.nanoTime();
    try {
      live();
    } catch (RuntimeException thrown) {
      StackTraceElement[] where = thrown.getStackTrace();
      violations.add(
          NOTHING_THROWS, "a task threw " + thrown + (where.length == 0 ? "" : " at " + where[0]));
    }
    return new SimulationResult(
        plan,
        trace.hash(),
        scheduler.monotonicNs() / 1_000_000,
        System.nanoTime() - startedNs,
        trace.lines(),
        history.events(),
        violations.all(),
        List.copyOf(begun),
        workload.size(),
        checkers.describe());
  }

  private void live() {
    cluster.machines().forEach(SimulatedMachine::start);
    if (!reach("every broker serves", START_MS, cluster::isUp)) {
      return;
    }
    topics.start();
    if (!reach("the topics are there", START_MS, topics::isDone)) {
      return;
    }
    workload.clients().forEach(SimulatedClient::start);
    scheduleFaults();
    for (long done = 0; done < plan.durationMs(); done += PROGRESS_MS) {
      if (scheduler.passUnless(this::isBroken, Math.min(PROGRESS_MS, plan.durationMs() - done))) {
        return;
      }
      progress.at(done, plan.durationMs(), trace.lines());
    }
    heal();
    workload.clients().stream()
        .filter(client -> !(client instanceof SimulatedConsumer || client instanceof GroupMember))
        .forEach(SimulatedClient::finish);
    if (!reach("every record is acknowledged and read", QUIESCENCE_MS, this::isQuiet)) {
      return;
    }
    workload.clients().forEach(SimulatedClient::finish);
    cluster.machines().forEach(SimulatedMachine::stop);
    if (reach("every broker has stopped", STOP_MS, this::isDown)) {
      checkers.atEnd();
    }
  }

  private boolean isBroken() {
    return !violations.isEmpty();
  }

  /** Whether the cluster gets there, with nothing broken on the way. */
  private boolean reach(String what, long withinMs, BooleanSupplier condition) {
    if (!scheduler.passUnless(() -> isBroken() || condition.getAsBoolean(), withinMs)) {
      violations.add(
          QUIESCENCE, "not within " + withinMs / 1_000 + " s: " + what + "; " + whatIsMissing());
    }
    return !isBroken();
  }

  private String whatIsMissing() {
    List<String> missing = new ArrayList<>();
    for (SimulatedMachine machine : cluster.machines()) {
      if (!machine.isUp()) {
        missing.add(machine.name() + " is not up");
      }
    }
    for (SimulatedClient client : workload.clients()) {
      if (client instanceof SimulatedConsumer consumer) {
        if (!hasReadEverything(consumer)) {
          missing.add(client.waitsFor());
        }
      } else if (!client.isFinished()) {
        missing.add(client.waitsFor());
      }
    }
    for (ModelPartition partition : checkers.logs().partitions()) {
      checkers
          .logs()
          .decided(partition)
          .ifPresent(state -> {
            if (!isReplicated(partition, state)) {
              missing.add(words(partition, state));
            }
          });
    }
    return String.join("; ", missing);
  }

  private static String words(ModelPartition partition, MetadataModel.State state) {
    List<String> ends = new ArrayList<>();
    for (ModelLog log : partition.replicas()) {
      ends.add(log.machine() + "=" + log.endOffset());
    }
    return partition.id() + " ends at " + ends + ", " + state;
  }

  private void scheduleFaults() {
    for (ScheduledFault fault : schedule) {
      if (plan.onlyFaults().isEmpty() || plan.onlyFaults().get().contains(fault.number())) {
        long beginsNs = scheduler.monotonicNs() + fault.atMs() * 1_000_000;
        scheduler.at(beginsNs, () -> begin(fault));
      }
    }
  }

  private void begin(ScheduledFault fault) {
    scheduler.note("fault begins " + fault);
    begun.add(fault);
    ongoing.add(fault);
    fault.fault().begin(cluster);
    scheduler.at(scheduler.monotonicNs() + fault.durationMs() * 1_000_000, () -> end(fault));
  }

  private void end(ScheduledFault fault) {
    if (ongoing.remove(fault)) {
      scheduler.note("fault ends " + fault.number() + " " + fault.kind());
      fault.fault().end(cluster);
    }
  }

  private void heal() {
    List.copyOf(ongoing).forEach(this::end);
    for (SimulatedMachine machine : cluster.machines()) {
      if (machine.disk().hasOfflineLogs()) {
        machine.kill();
      }
      machine.start();
    }
  }

  private boolean isQuiet() {
    if (!cluster.isUp()) {
      return false;
    }
    for (SimulatedClient client : workload.clients()) {
      boolean quiet =
          client instanceof SimulatedConsumer consumer
              ? hasReadEverything(consumer)
              : client.isFinished();
      if (!quiet) {
        return false;
      }
    }
    return true;
  }

  /** Invariant 43: nothing is left unread, and nothing is left to be replicated. */
  private boolean hasReadEverything(SimulatedConsumer consumer) {
    for (ModelPartition partition : checkers.logs().partitions()) {
      if (partition.id().topicId().equals(consumer.topicId()) && !hasRead(consumer, partition)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasRead(SimulatedConsumer consumer, ModelPartition partition) {
    Optional<MetadataModel.State> decided = checkers.logs().decided(partition);
    Optional<ModelLog> leader =
        decided.flatMap(state -> partition.replica(LogModel.machine(state.leader())));
    if (leader.isEmpty()) {
      return false;
    }
    boolean replicated = decided.get().replicas().size() > 1;
    boolean damaged = partition.replicas().stream().anyMatch(ModelLog::wasDamaged);
    if (replicated && damaged) {
      return true; // A batch that a disk has damaged is not replicated, nor is what follows it.
    }
    long endOffset = leader.get().endOffset();
    return isReplicated(partition, decided.get())
        && consumer.position(partition.id().partition()) == endOffset;
  }

  /** Whether all replicas are in sync and have the same. */
  private static boolean isReplicated(ModelPartition partition, MetadataModel.State state) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int broker : state.replicas()) {
      long endOffset =
          partition.replica(LogModel.machine(broker)).map(ModelLog::endOffset).orElse(0L);
      least = Math.min(least, endOffset);
      most = Math.max(most, endOffset);
    }
    return least == most && state.isr().containsAll(state.replicas());
  }

  /** A rolling bounce that began late may still start brokers: they stop again. */
  private boolean isDown() {
    cluster.machines().stream().filter(SimulatedMachine::isUp).forEach(SimulatedMachine::stop);
    return cluster.machines().stream().allMatch(machine -> machine.process().isEmpty());
  }
}
