package io.ringmain.testkit.invariants;

import io.ringmain.protocol.message.DeleteRecordsRequest;
import io.ringmain.protocol.message.DeleteRecordsResponse;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.arbitraries.ClientWorkload;
import io.ringmain.testkit.arbitraries.WorkloadProducer;
import io.ringmain.testkit.arbitraries.WorkloadStep;
import io.ringmain.testkit.checkers.AcknowledgedRecordsChecker;
import io.ringmain.testkit.checkers.Checker;
import io.ringmain.testkit.checkers.LogModel;
import io.ringmain.testkit.checkers.LogShapeChecker;
import io.ringmain.testkit.checkers.ModelLog;
import io.ringmain.testkit.checkers.OffsetsChecker;
import io.ringmain.testkit.checkers.ProducerSequencesChecker;
import io.ringmain.testkit.checkers.ReadsChecker;
import io.ringmain.testkit.checkers.Retention;
import io.ringmain.testkit.checkers.Violation;
import io.ringmain.testkit.checkers.Violations;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.workload.ClusterClient;
import io.ringmain.testkit.workload.History;
import io.ringmain.testkit.workload.ProducerOptions;
import io.ringmain.testkit.workload.SimulatedClient;
import io.ringmain.testkit.workload.SimulatedConsumer;
import io.ringmain.testkit.workload.SimulatedProducer;
import io.ringmain.testkit.workload.TopicMaker;
import io.ringmain.testkit.workload.TopicPlan;
import io.ringmain.testkit.world.RealStorage;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * One client workload on one broker with the storage under test.
 *
 * <pre>
 *   start ─▶ create topic ─▶ the steps, while clients work ─▶ quiesce ─▶ restart ─▶ read all ─▶ stop
 *   └─────────────── any invariant broken: it ends there and then ─────────────────────────────┘
 * </pre>
 *
 * <p>One thread, and virtual time, but for what the storage does on threads of its own.
 */
final class WorkloadRun {
  /** The number of what is none of the list: nothing throws. */
  static final int NOTHING_THROWS = 0;

  /** Invariant 49: bounded time until nothing is left to do; and 43, nothing is left unread. */
  static final int QUIESCENCE = 49;

  static final int NOTHING_UNSEEN = 43;

  /** Settings that nobody else may choose. */
  private static final Set<String> CHOSEN =
      new TreeSet<>(
          Set.of(
              "node.id",
              "broker.id",
              "listeners",
              "advertised.listeners",
              "log.dir",
              "log.dirs",
              "storage.provider",
              "transport.provider",
              "coordination.provider",
              "zookeeper.connect"));

  private static final String TOPIC = "orders";
  private static final long PATIENCE_MS = 120_000;
  private static final int KEYS = 20;
  private static final short DELETE_RECORDS_VERSION = 2;
  private static final int DELETE_TIMEOUT_MS = 4_000;

  private final ClientWorkload workload;
  private final SimulatedScheduler scheduler;
  private final Random random;
  private final History history = new History();
  private final LogModel logs = new LogModel(false);
  private final Violations violations;
  private final StorageWatch watch;
  private final SimulatedCluster cluster;
  private final SimulatedMachine machine;
  private final ClusterClient admin;
  private final List<SimulatedProducer> producers = new ArrayList<>();
  private final List<SimulatedConsumer> consumers = new ArrayList<>();
  private int clients;

  private WorkloadRun(
      ClientWorkload workload,
      StorageProvider provider,
      Path directory,
      Map<String, String> settings) {
    this.workload = workload;
    this.random = new Random(workload.seed());
    this.scheduler = new SimulatedScheduler(random.nextLong());
    this.violations = new Violations(scheduler);
    this.watch = new StorageWatch(provider, logs, violations);
    this.cluster =
        new SimulatedCluster(
            scheduler, new RealStorage(watch.provider(), directory, settings), random.nextLong());
    this.machine = cluster.machines().getFirst();
    this.admin = newClient();
    // What they compare at the end of a simulation, the watch compares at each restart.
    listen(new AcknowledgedRecordsChecker(cluster, logs, violations, Retention.of(settings)));
    listen(new LogShapeChecker(cluster, logs, violations));
    listen(new ReadsChecker(logs, violations));
    listen(new ProducerSequencesChecker(logs, violations));
    listen(new OffsetsChecker(logs, violations));
  }

  private ClusterClient newClient() {
    return new ClusterClient(cluster, "c" + clients++, new Random(random.nextLong()), history);
  }

  private void listen(Checker checker) {
    watch.addListener(checker);
    history.add(checker);
  }

  /**
   * Runs a workload.
   *
   * @param settings of the broker, and of the plugin, by their full names
   * @return what was broken
   * @throws IllegalArgumentException if a setting is among those that the simulation chooses
   */
  static List<Violation> run(
      ClientWorkload workload,
      StorageProvider provider,
      Path directory,
      Map<String, String> settings) {
    for (String name : settings.keySet()) {
      if (CHOSEN.contains(name)) {
        throw new IllegalArgumentException(
            name + " is chosen by the simulation; allowed is whatever is none of " + CHOSEN);
      }
    }
    WorkloadRun run = new WorkloadRun(workload, provider, directory, settings);
    try {
      run.live();
    } catch (RuntimeException thrown) {
      run.violations.add(NOTHING_THROWS, "a task threw " + thrown);
    } finally {
      run.watch.close();
    }
    return run.violations.all();
  }

  private void live() {
    machine.start();
    TopicMaker topics = new TopicMaker(admin, history, List.of(topic()));
    if (!reach("the broker serves", machine::isUp)) {
      return;
    }
    topics.start();
    if (!reach("the topic is there", topics::isDone)) {
      return;
    }
    startClients();
    for (WorkloadStep step : workload.steps()) {
      if (!take(step)) {
        return;
      }
    }
    producers.forEach(SimulatedClient::finish);
    if (!reach("every batch is acknowledged", this::allAcknowledged)
        || !reach("every consumer has read all", NOTHING_UNSEEN, this::allRead)
        || !restart()) {
      return;
    }
    consumers.forEach(SimulatedClient::finish);
    startConsumer(); // One that has never read before.
    if (reach("a new consumer has read all", NOTHING_UNSEEN, this::allRead)) {
      machine.stop();
      reach("the broker has stopped", () -> machine.process().isEmpty());
    }
  }

  private TopicPlan topic() {
    String segmentBytes = Integer.toString(workload.segmentBytes());
    return new TopicPlan(
        TOPIC, workload.partitions(), Map.of("internal.segment.bytes", segmentBytes));
  }

  private void startClients() {
    for (WorkloadProducer one : workload.producers()) {
      ProducerOptions options =
          new ProducerOptions(
              clients,
              TOPIC,
              one.acks(),
              one.idempotent(),
              one.intervalMs(),
              one.mostRecords(),
              one.valueBytes(),
              KEYS);
      producers.add(new SimulatedProducer(options, newClient(), history));
    }
    producers.forEach(SimulatedClient::start);
    for (int i = 0; i < workload.consumers(); i++) {
      startConsumer();
    }
  }

  private void startConsumer() {
    SimulatedConsumer consumer =
        new SimulatedConsumer("consumer-" + clients, TOPIC, newClient(), history);
    consumers.add(consumer);
    consumer.start();
  }

  /** Whether all is well after it. */
  private boolean take(WorkloadStep step) {
    switch (step) {
      case WorkloadStep.Work work -> scheduler.passUnless(this::isBroken, work.ms());
      case WorkloadStep.DeleteRecords deletion -> deleteRecords(deletion);
      case WorkloadStep.Restart _ -> {
        return restart();
      }
    }
    return !isBroken();
  }

  private boolean restart() {
    machine.stop();
    if (!reach("the broker has stopped", () -> machine.process().isEmpty())) {
      return false;
    }
    machine.start();
    return reach("the broker serves again", machine::isUp);
  }

  private void deleteRecords(WorkloadStep.DeleteRecords deletion) {
    int partition = deletion.partition() % workload.partitions();
    long below = endOffset(partition) * deletion.percent() / 100;
    history.onRecordsDeleting(TOPIC, partition, below);
    DeleteRecordsRequest.DeleteRecordsPartition asked =
        new DeleteRecordsRequest.DeleteRecordsPartition().partitionIndex(partition).offset(below);
    DeleteRecordsRequest request =
        new DeleteRecordsRequest()
            .timeoutMs(DELETE_TIMEOUT_MS)
            .topics(
                List.of(
                    new DeleteRecordsRequest.DeleteRecordsTopic()
                        .name(TOPIC)
                        .partitions(List.of(asked))));
    admin.ask(
        machine.brokerId(),
        request,
        DELETE_RECORDS_VERSION,
        DeleteRecordsResponse.class,
        (_, _) -> {});
  }

  private boolean isBroken() {
    return !violations.isEmpty();
  }

  private boolean reach(String what, BooleanSupplier condition) {
    return reach(what, QUIESCENCE, condition);
  }

  /** Whether it comes to that, with nothing broken on the way. */
  private boolean reach(String what, int invariant, BooleanSupplier condition) {
    if (!scheduler.passUnless(() -> isBroken() || condition.getAsBoolean(), PATIENCE_MS)) {
      violations.add(invariant, "not within " + PATIENCE_MS / 1_000 + " s: " + what);
    }
    return !isBroken();
  }

  private boolean allAcknowledged() {
    return producers.stream().allMatch(SimulatedClient::isFinished);
  }

  private boolean allRead() {
    return consumers.stream().filter(one -> !one.isFinished()).allMatch(this::hasReadAll);
  }

  private boolean hasReadAll(SimulatedConsumer consumer) {
    for (int partition = 0; partition < workload.partitions(); partition++) {
      if (consumer.position(partition) != endOffset(partition)) {
        return false;
      }
    }
    return true;
  }

  private long endOffset(int partition) {
    for (ModelLog log : logs.all()) {
      if (log.id().topic().equals(TOPIC) && log.id().partition() == partition) {
        return log.endOffset();
      }
    }
    return 0;
  }
}
