package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.MetadataResponse.MetadataResponsePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Kills brokers of one cluster, one after the other, and brings each back before the next.
 *
 * <pre>
 *   all replicas in sync, every broker leads its third ─▶ wait a little ─▶ kill -9
 *        ▲                                                                  │ new leaders, records
 *        └──── first replicas lead again ◀── in sync again ◀── start ◀──────┘ acknowledged, a topic
 * </pre>
 *
 * <p>Used by the main thread; probes have threads of their own.
 */
final class FailoverRun {
  private static final long SETTLE_MS = 4_000;

  /** The moment of the kill falls anywhere between two heartbeats. */
  private static final long PHASE_MS = 2_000;

  private static final long LOOK_MS = 200;
  private static final long FAILOVER_SECONDS = 120;
  private static final long RECOVERY_SECONDS = 300;

  /** Of so many partitions it is measured when they can be written. */
  private static final int WRITTEN_PARTITIONS = 16;

  private final FailoverSystem system;
  private final FailoverCluster cluster;
  private final int partitionsCount;
  private int topics;

  FailoverRun(FailoverSystem system, FailoverCluster cluster, int partitionsCount) {
    this.system = system;
    this.cluster = cluster;
    this.partitionsCount = partitionsCount;
  }

  /** One kill, and what comes after it. */
  FailoverRound run(Victim kind, int round) throws IOException, InterruptedException {
    int controller = cluster.controller();
    List<Integer> others =
        new ArrayList<>(cluster.brokerIds().stream().filter(id -> id != controller).toList());
    int victim = kind == Victim.CONTROLLER ? controller : others.get(round % others.size());
    String topic = topicLedBy(victim);
    Thread.sleep(SETTLE_MS + ThreadLocalRandom.current().nextLong(PHASE_MS));
    others.remove(Integer.valueOf(victim));
    int survivor = others.getFirst();
    if (cluster.controller() != controller) {
      throw new BenchmarkException("the controller has changed before anything was killed");
    }
    FailoverRound result = kill(kind, round, topic, victim, survivor);
    cluster.broker(victim).startAgain();
    recover(topic, victim, survivor);
    return result;
  }

  /**
   * A topic whose every partition is in sync; a third of them, or the only one, led by a broker.
   */
  private String topicLedBy(int leader) throws IOException, InterruptedException {
    boolean shared = partitionsCount >= Loads.BROKERS;
    if (!shared || topics == 0) {
      topics++;
      createTopic("failover-" + topics, leader);
    }
    return "failover-" + topics;
  }

  private void createTopic(String topic, int firstLeader) throws IOException, InterruptedException {
    List<Integer> ids = cluster.brokerIds();
    List<List<Integer>> assignment = new ArrayList<>();
    for (int partition = 0; partition < partitionsCount; partition++) {
      int first = ids.indexOf(firstLeader) + partition;
      List<Integer> replicas = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        replicas.add(ids.get((first + i) % ids.size()));
      }
      assignment.add(replicas);
    }
    try (Connection connection = cluster.connect(cluster.controller())) {
      Admin admin = new Admin(connection);
      while (admin.brokersCount() < Loads.BROKERS) {
        Thread.sleep(LOOK_MS);
      }
      long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
      ErrorCode error = admin.tryCreateTopic(topic, assignment);
      while (error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS) {
        // Kafka with ZooKeeper gives up waiting before so many partitions have their leaders.
        if (System.nanoTime() > deadlineNs) {
          throw new BenchmarkException("topic " + topic + " cannot be created: " + error);
        }
        Thread.sleep(LOOK_MS);
        error = admin.tryCreateTopic(topic, assignment);
      }
    }
    for (int id : ids) {
      await(id, topic, FailoverRun::isInSync);
    }
    electPreferredLeaders();
    for (int id : ids) {
      await(id, topic, FailoverRun::isWhole);
    }
  }

  private static boolean isInSync(MetadataResponsePartition partition) {
    return partition.isrNodes().size() == Loads.BROKERS;
  }

  private static boolean isWhole(MetadataResponsePartition partition) {
    return isInSync(partition) && partition.leaderId() == partition.replicaNodes().getFirst();
  }

  /** Waits until a broker's Metadata says something of all partitions. */
  private void await(int broker, String topic, Predicate<MetadataResponsePartition> holds)
      throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
    try (Connection connection = cluster.connect(broker)) {
      Admin admin = new Admin(connection);
      while (true) {
        List<MetadataResponsePartition> partitions =
            admin.describe(topic).topics().getFirst().partitions();
        long missing = partitionsCount - partitions.stream().filter(p -> holds.test(p)).count();
        if (missing == 0) {
          return;
        }
        if (System.nanoTime() > deadlineNs) {
          throw new BenchmarkException(
              missing + " of " + partitionsCount + " partitions do not recover");
        }
        Thread.sleep(LOOK_MS);
      }
    }
  }

  private FailoverRound kill(Victim kind, int round, String topic, int victim, int survivor)
      throws IOException, InterruptedException {
    try (Connection connection = cluster.connect(survivor);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Admin admin = new Admin(connection);
      List<Integer> led =
          admin.describe(topic).topics().getFirst().partitions().stream()
              .filter(partition -> partition.leaderId() == victim)
              .map(MetadataResponsePartition::partitionIndex)
              .toList();
      LeaderWatch watch = new LeaderWatch(admin, topic, victim);
      long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(FAILOVER_SECONDS);
      FailoverProbes probes = new FailoverProbes(cluster, deadlineNs);
      List<Future<Long>> writes = new ArrayList<>();
      long killNs = cluster.broker(victim).kill();
      try {
        for (int i = 0; i < Math.min(WRITTEN_PARTITIONS, led.size()); i++) {
          int partition = led.get((int) ((long) i * led.size() / WRITTEN_PARTITIONS));
          writes.add(threads.submit(() -> probes.awaitWrite(watch, topic, partition)));
        }
        String newTopic = "after-" + kind + "-" + round;
        Future<Long> created =
            threads.submit(() -> probes.awaitNewTopic(newTopic, survivor, victim));
        Map<Integer, Long> leaders = watch.await(led, deadlineNs);
        List<Long> writtenNs = new ArrayList<>();
        for (Future<Long> write : writes) {
          writtenNs.add(write.get() - killNs);
        }
        return new FailoverRound(
            system,
            kind,
            partitionsCount,
            round,
            leaders.values().stream().map(seenNs -> seenNs - killNs).toList(),
            writtenNs,
            created.get() - killNs);
      } catch (ExecutionException e) {
        throw new BenchmarkException("a client's request did not work in time: " + e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** The dead broker is back: it gets in sync, and the leaderships that it had. */
  private void recover(String topic, int victim, int survivor)
      throws IOException, InterruptedException {
    await(survivor, topic, FailoverRun::isInSync);
    electPreferredLeaders();
    await(survivor, topic, FailoverRun::isWhole);
    await(victim, topic, FailoverRun::isWhole);
  }

  private void electPreferredLeaders() throws IOException, InterruptedException {
    ErrorCode error = ErrorCode.NOT_CONTROLLER;
    while (error != ErrorCode.NONE) {
      try (Connection connection = cluster.connect(cluster.controller())) {
        error = new Admin(connection).tryElectPreferredLeaders();
      }
      if (error != ErrorCode.NONE && !error.retriable()) {
        throw new BenchmarkException("no election of the preferred leaders: " + error);
      }
    }
  }
}
