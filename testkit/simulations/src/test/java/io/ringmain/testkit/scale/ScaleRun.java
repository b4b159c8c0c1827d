package io.ringmain.testkit.scale;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.testkit.checkers.MetadataModel;
import io.ringmain.testkit.client.FrameClient;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The life of a large cluster, phase by phase, each of them counted.
 *
 * <pre>
 *   start ─▶ create ─▶ idle ─▶ lose a rack ─▶ recover ─▶ lose the controller ─▶ roll
 * </pre>
 *
 * <p>Run by one thread, which does everything that happens in it. A phase that does not reach its
 * end in time fails the run.
 */
final class ScaleRun {
  static final String START = "start";
  static final String CREATE = "create topics";
  static final String IDLE = "half a minute without work";
  static final String LOSE_RACK = "lose a rack";
  static final String RECOVER = "recover";
  static final String BALANCE = "preferred leaders back";
  static final String LOSE_CONTROLLER = "lose the controller";
  static final String RETURN = "the old controller comes back";
  static final String ROLL = "roll all brokers";
  static final String BALANCE_AGAIN = "preferred leaders back again";

  private static final long PATIENCE_MS = 600_000;
  private static final long IDLE_MS = 30_000;

  /** Whatever a phase has set off comes to its end, and counts for it. */
  private static final long SETTLE_MS = 10_000;

  private static final int TOPICS_AT_ONCE = 10;
  private static final int MS_TO_NS = 1_000_000;

  private final ScalePlan plan;
  private final Consumer<Phase> progress;
  private final SimulatedScheduler scheduler;
  private final SimulatedCluster cluster;
  private final Census census = new Census();
  private final Ledger ledger;
  private final List<Phase> phases = new ArrayList<>();
  private long electionMs;
  private long takeoverMs;

  private ScaleRun(ScalePlan plan, Consumer<Phase> progress) {
    this.plan = plan;
    this.progress = progress;
    this.scheduler = new SimulatedScheduler(plan.seed());
    this.cluster =
        new SimulatedCluster(
            scheduler,
            new ClusterOptions(plan.brokers(), false, ScalePlan.REPLICATION_FACTOR, 2, 30_000),
            plan.seed(),
            this::settings);
    MetadataModel model = new MetadataModel();
    this.ledger = new Ledger(scheduler, model, census, plan.brokers());
    cluster.addListener(model);
    cluster.addListener(census);
    cluster.addListener(ledger);
  }

  /**
   * @param progress told of each phase that is over
   */
  static ScaleResult run(ScalePlan plan, Consumer<Phase> progress) {
    return new ScaleRun(plan, progress).live();
  }

  /** As by default, where simulations are in a hurry; but fetches that find nothing wait longer. */
  private Map<String, String> settings(int broker) {
    return Map.of(
        "broker.rack", plan.rackOf(broker),
        "replica.fetch.wait.max.ms", "3000",
        "replica.fetch.backoff.ms", "1000",
        "replica.socket.timeout.ms", "30000",
        "replica.high.watermark.checkpoint.interval.ms", "5000",
        "log.retention.check.interval.ms", "300000",
        "leader.imbalance.check.interval.seconds", "20");
  }

  private ScaleResult live() {
    phase(START, this::start);
    phase(CREATE, this::create);
    phase(IDLE, () -> scheduler.pass(IDLE_MS));
    List<Integer> rack = rackWithoutController();
    phase(LOSE_RACK, () -> loseRack(rack));
    phase(RECOVER, () -> recover(rack));
    phase(BALANCE, this::balance);
    List<Integer> controller = List.of(number(ledger.controller()));
    phase(LOSE_CONTROLLER, () -> loseController(controller));
    phase(RETURN, () -> recover(controller));
    phase(ROLL, this::roll);
    phase(BALANCE_AGAIN, this::balance);
    return new ScaleResult(
        plan,
        List.copyOf(phases),
        electionMs,
        takeoverMs,
        census.largestNodeBytes(),
        snapshotBytes(),
        ledger.crowded(plan));
  }

  private long snapshotBytes() {
    return cluster.store().values().entrySet().stream()
        .filter(node -> node.getKey().startsWith("/metadata/snapshots/"))
        .mapToLong(node -> node.getValue().length)
        .sum();
  }

  private void phase(String name, Runnable what) {
    Counts before = census.counts();
    long startNs = scheduler.monotonicNs();
    long startCpuMs = cpuMs();
    what.run();
    long virtualMs = (scheduler.monotonicNs() - startNs) / MS_TO_NS;
    scheduler.pass(name.equals(IDLE) ? 0 : SETTLE_MS);
    phases.add(new Phase(name, virtualMs, cpuMs() - startCpuMs, census.counts().since(before)));
    progress.accept(phases.getLast());
  }

  /** What this process has used of its processors: what else runs on the machine does not count. */
  private static long cpuMs() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private void reach(String what, BooleanSupplier condition) {
    if (!scheduler.passUnless(condition, PATIENCE_MS)) {
      throw new AssertionError(
          "not within %d s: %s; %d brokers serve, %d partitions without leader, %d not all in sync,"
                  .formatted(
                      PATIENCE_MS / 1_000,
                      what,
                      ledger.serving(),
                      ledger.leaderless(),
                      ledger.underReplicated())
              + " %d without their preferred leader".formatted(ledger.notPreferred()));
    }
  }

  private void start() {
    cluster.machines().forEach(SimulatedMachine::start);
    reach("every broker serves", this::everyBrokerServes);
  }

  private boolean everyBrokerServes() {
    return ledger.serving() == plan.brokers();
  }

  private void create() {
    SimulatedProcess process = scheduler.newProcess("admin");
    FrameClient admin =
        scheduler.await(
            FrameClient.connect(
                cluster.transportFor(process),
                cluster.machines().getFirst().name(),
                SimulatedMachine.PORT),
            PATIENCE_MS);
    for (int topic = 0; topic < plan.topics(); topic += TOPICS_AT_ONCE) {
      CreateTopicsResponse response =
          scheduler.await(
              admin.send(
                  creation(topic, Math.min(plan.topics(), topic + TOPICS_AT_ONCE)),
                  CreateTopicsResponse.class),
              PATIENCE_MS);
      response
          .topics()
          .forEach(created -> {
            if (created.errorCode() != ErrorCode.NONE.id()) {
              throw new AssertionError(created.name() + ": " + created.errorMessage());
            }
          });
    }
    admin.close();
    reach("every partition is there", () -> ledger.partitions() == plan.partitions());
  }

  private CreateTopicsRequest creation(int from, int to) {
    List<CreatableTopic> topics = new ArrayList<>();
    for (int topic = from; topic < to; topic++) {
      topics.add(
          new CreatableTopic()
              .name("topic-" + topic)
              .numPartitions(plan.partitionsOfEach())
              .replicationFactor((short) ScalePlan.REPLICATION_FACTOR));
    }
    return new CreateTopicsRequest().topics(topics).timeoutMs((int) PATIENCE_MS);
  }

  private static int number(String machine) {
    return Integer.parseInt(machine.substring(1));
  }

  private SimulatedMachine machine(int broker) {
    return cluster.machines().get(broker - 1);
  }

  private List<Integer> rack(String rack) {
    return cluster.machines().stream()
        .map(SimulatedMachine::brokerId)
        .filter(broker -> plan.rackOf(broker).equals(rack))
        .toList();
  }

  private List<Integer> rackWithoutController() {
    String controllers = plan.rackOf(number(ledger.controller()));
    return plan.rackOf(1).equals(controllers) ? rack(plan.rackOf(2)) : rack(plan.rackOf(1));
  }

  private void loseRack(List<Integer> rack) {
    rack.forEach(broker -> machine(broker).powerFails());
    reach("nothing depends on the rack any more", () -> !ledger.dependsOn(rack));
  }

  private void recover(List<Integer> brokers) {
    brokers.forEach(broker -> machine(broker).start());
    reach("all are back, and in sync", this::isWhole);
  }

  private boolean isWhole() {
    return ledger.underReplicated() == 0 && everyBrokerServes();
  }

  private void balance() {
    reach("the preferred leaders lead", () -> ledger.notPreferred() == 0);
  }

  private void loseController(List<Integer> controller) {
    long diedNs = scheduler.monotonicNs();
    machine(controller.getFirst()).powerFails();
    reach(
        "another controller has written",
        () -> ledger.controllerElectedNs() > diedNs && ledger.controllerWroteNs() > diedNs);
    electionMs = (ledger.controllerElectedNs() - diedNs) / MS_TO_NS;
    takeoverMs = (ledger.controllerWroteNs() - ledger.controllerElectedNs()) / MS_TO_NS;
    reach("nothing depends on it any more", () -> !ledger.dependsOn(controller));
  }

  /** Some brokers of one rack at a time, the next when all is whole again. */
  private void roll() {
    for (int first = 1; first <= plan.racks(); first++) {
      List<Integer> rack = rack(plan.rackOf(first));
      for (int from = 0; from < rack.size(); from += plan.rolledAtOnce()) {
        restart(rack.subList(from, Math.min(rack.size(), from + plan.rolledAtOnce())));
      }
    }
  }

  private void restart(List<Integer> brokers) {
    brokers.forEach(broker -> machine(broker).stop());
    reach(
        "they have stopped",
        () -> brokers.stream().allMatch(broker -> machine(broker).process().isEmpty()));
    brokers.forEach(broker -> machine(broker).start());
    reach("they are back, and in sync", this::isWhole);
  }
}
