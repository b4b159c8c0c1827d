package io.ringmain.testkit.world;

import java.util.Random;

/**
 * What a simulated cluster is made of.
 *
 * @param brokers how many, each on its own machine
 * @param durableAcks whether acknowledgements wait for a flush; otherwise a failure of a machine
 *     may take what was acknowledged
 * @param replicationFactor of topics
 * @param minInsyncReplicas {@code min.insync.replicas} of all topics
 * @param maxLagMs {@code replica.lag.time.max.ms}
 */
public record ClusterOptions(
    int brokers, boolean durableAcks, int replicationFactor, int minInsyncReplicas, int maxLagMs) {
  private static final int DEFAULT_LAG_MS = 3_000;
  private static final int MOST_BROKERS = 1_000;

  public ClusterOptions {
    if (brokers < 1 || brokers > MOST_BROKERS) {
      throw new IllegalArgumentException(
          brokers + " brokers; 1 to " + MOST_BROKERS + " are allowed");
    }
    if (replicationFactor < 1 || replicationFactor > brokers) {
      throw new IllegalArgumentException(
          replicationFactor + " replicas; 1 to " + brokers + " are allowed");
    }
  }

  /** Topics without replicas. */
  public ClusterOptions(int brokers, boolean durableAcks) {
    this(brokers, durableAcks, 1, 1, DEFAULT_LAG_MS);
  }

  /**
   * How topics are replicated is drawn: in most cases threefold, where there are brokers enough.
   */
  public static ClusterOptions drawn(int brokers, boolean durableAcks, Random random) {
    int most = Math.min(brokers, 5);
    int replicationFactor =
        switch (random.nextInt(8)) {
          case 0 -> 1;
          case 1, 2 -> 2;
          case 3 -> 1 + random.nextInt(most);
          default -> 3;
        };
    replicationFactor = Math.min(most, replicationFactor);
    int minInsyncReplicas = Math.min(replicationFactor, 1 + random.nextInt(2));
    int maxLagMs = 3_000 + random.nextInt(7_000);
    return new ClusterOptions(brokers, durableAcks, replicationFactor, minInsyncReplicas, maxLagMs);
  }
}
