package io.ringmain.distribution.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers are killed, paused, restarted and cut off, and the leader of the ZooKeeper ensemble is
 * killed, while Kafka's own programs produce with acks=all and consume. After every round no
 * acknowledged record is lost, none is there twice, and all replicas are the same, byte for byte.
 *
 * <p>One round of each fault in the build; {@code -Dringmain.cluster.minutes=30} for longer, in an
 * order that {@code -Dringmain.seed=…} repeats.
 */
class ClusterFaultsIT {
  private static final String TOPIC = "verified";
  private static final int BROKERS = 3;
  private static final int PARTITIONS = 3;
  private static final int RECORDS_PER_SECOND = 300;
  private static final Duration LONG =
      Duration.ofMinutes(Long.getLong("ringmain.cluster.minutes", 0));

  private final long seed = Long.getLong("ringmain.seed", new Random().nextLong(1L << 31));

  @TempDir private Path folder;

  @Test
  void losesNothingWhenProcessesAreKilledPausedAndRestarted() throws Exception {
    List<Fault> faults =
        List.of(
            new Fault.KillLeader(),
            new Fault.PauseLeader(),
            new Fault.KillZooKeeperLeader(),
            new Fault.Restart(),
            new Fault.KillEverything());
    try (TestCluster cluster = new TestCluster(folder, ClusterSettings.REPLICATED).start(BROKERS)) {
      run(cluster, faults);
    }
  }

  @Test
  void losesNothingWhenBrokersAreCutOff() throws Exception {
    try (NetworkNamespaces network = NetworkNamespaces.open(BROKERS);
        TestCluster cluster =
            new TestCluster(folder, network, ClusterSettings.REPLICATED).start(BROKERS)) {
      run(cluster, List.of(new Fault.CutOffLeader(network), new Fault.CutOffFollower(network)));
    }
  }

  private void run(TestCluster cluster, List<Fault> faults) throws Exception {
    Random random = new Random(seed);
    long endNs = System.nanoTime() + LONG.toNanos() / 2;
    try (ClusterChecks checks = new ClusterChecks(cluster, TOPIC)) {
      checks.createTopic(PARTITIONS, BROKERS, Map.of("segment.bytes", "1048576"));
      try (Producing producer =
              new Producing(folder, cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND);
          Consuming consumer = new Consuming(folder, cluster.bootstrap(), TOPIC)) {
        producer.awaitAcknowledged(100);
        List<String> rounds = new ArrayList<>();
        int round = 0;
        while (round < faults.size() || System.nanoTime() < endNs) {
          // Each of them once, then as chance will have it.
          Fault fault = faults.get(round < faults.size() ? round : random.nextInt(faults.size()));
          rounds.add(fault.name());
          fault.inflict(new Fault.Scene(cluster, checks, producer, random));
          checks.check(producer, consumer);
          round++;
        }
        System.out.printf(
            "ClusterFaultsIT: seed %d, %d rounds %s, %d acknowledgements, nothing lost%n",
            seed, round, rounds, producer.acknowledged().size());
      } catch (Throwable broken) {
        broken.addSuppressed(new AssertionError("seed " + seed + ", logs:" + cluster.logs()));
        throw broken;
      }
    }
  }
}
