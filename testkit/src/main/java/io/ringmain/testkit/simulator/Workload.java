package io.ringmain.testkit.simulator;

import io.ringmain.testkit.workload.ClusterClient;
import io.ringmain.testkit.workload.GroupMember;
import io.ringmain.testkit.workload.History;
import io.ringmain.testkit.workload.ProducerOptions;
import io.ringmain.testkit.workload.SimulatedAdmin;
import io.ringmain.testkit.workload.SimulatedClient;
import io.ringmain.testkit.workload.SimulatedConsumer;
import io.ringmain.testkit.workload.SimulatedProducer;
import io.ringmain.testkit.workload.SimulatedReassigner;
import io.ringmain.testkit.workload.TopicPlan;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The topics and clients of a simulation: how many, and what each does, is drawn from the seed.
 *
 * <p>Clients are numbered from 1, and run on the machines c1, c2 and so on. Each has a chance of
 * its own, so leaving one out does not change what the others do.
 */
final class Workload {
  static final String TOPIC = "orders";

  /** Most simulations leave their brokers time: what breaks them is faults, not haste. */
  private static final int HASTY_ONE_IN = 8;

  private static final int UNHURRIED = 3;

  private static final int CONSUMER_PAUSE_MS = 100;

  private final SimulatedCluster cluster;
  private final History history;
  private final Random random;
  private final Optional<Set<Integer>> only;
  private final List<TopicPlan> topics = new ArrayList<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private int numbered;

  /** How much more slowly clients work than they might. */
  private int slowness;

  Workload(SimulatedCluster cluster, History history, long seed, Optional<Set<Integer>> only) {
    this.cluster = cluster;
    this.history = history;
    this.random = new Random(seed);
    this.only = only;
    draw();
  }

  private void draw() {
    slowness = random.nextInt(HASTY_ONE_IN) == 0 ? 1 : UNHURRIED;
    topics.add(
        new TopicPlan(
            TOPIC,
            cluster.machines().size() + random.nextInt(4),
            cluster.options().replicationFactor(),
            Map.of("segment.ms", Integer.toString(2_000 << random.nextInt(5)))));
    addProducer((short) -1, true);
    addProducer((short) -1, random.nextBoolean());
    addProducer((short) 1, false);
    addProducer((short) 0, false);
    addConsumer();
    addConsumer();
    addMember();
    addMember();
    ClusterClient client = next();
    int replicationFactor = cluster.options().replicationFactor();
    add(
        new SimulatedAdmin(
            "admin-" + numbered, TOPIC, "passing", replicationFactor, client, history));
    if (replicationFactor > 1 && replicationFactor < cluster.machines().size()) {
      addReassigner(replicationFactor);
    }
  }

  private void addReassigner(int replicationFactor) {
    ClusterClient client = next();
    List<Integer> brokers = cluster.machines().stream().map(SimulatedMachine::brokerId).toList();
    add(
        new SimulatedReassigner(
            "reassigner-" + numbered, TOPIC, brokers, replicationFactor, client));
  }

  private ClusterClient next() {
    numbered++;
    return new ClusterClient(cluster, "c" + numbered, new Random(random.nextLong()), history);
  }

  private void add(SimulatedClient client) {
    if (only.isEmpty() || only.get().contains(numbered)) {
      clients.add(client);
    }
  }

  private void addProducer(short acks, boolean idempotent) {
    ClusterClient client = next();
    ProducerOptions options =
        new ProducerOptions(
            numbered,
            TOPIC,
            acks,
            idempotent,
            slowness * (20 + random.nextInt(100)),
            1 + random.nextInt(5),
            8 + random.nextInt(200),
            1 + random.nextInt(50));
    add(new SimulatedProducer(options, client, history));
  }

  private void addConsumer() {
    ClusterClient client = next();
    add(
        new SimulatedConsumer(
            "consumer-" + numbered, TOPIC, slowness * CONSUMER_PAUSE_MS, client, history));
  }

  private void addMember() {
    ClusterClient client = next();
    int partitions = topics.getFirst().partitions();
    add(new GroupMember("member-" + numbered, "readers", TOPIC, partitions, client, history));
  }

  /** The topics to create before. */
  List<TopicPlan> topics() {
    return topics;
  }

  /** The clients that take part. */
  List<SimulatedClient> clients() {
    return clients;
  }

  /** How many clients there would be, were none left out. */
  int size() {
    return numbered;
  }
}
