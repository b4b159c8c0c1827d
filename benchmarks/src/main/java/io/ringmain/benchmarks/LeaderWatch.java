package io.ringmain.benchmarks;

import io.ringmain.protocol.message.MetadataResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at one broker's Metadata over and over and notes when it first names a new leader of each
 * partition that a dead broker has led.
 *
 * <p>One thread looks, any thread asks. Between two looks it pauses for as long as a look takes, so
 * that looking at thousands of partitions is at most half of what the broker has to do for it.
 */
final class LeaderWatch {
  private static final long PAUSE_NS = 10_000_000;

  private final Admin admin;
  private final String topic;
  private final int dead;

  /** Who leads each partition by now; those without a new leader are missing. */
  private final Map<Integer, Integer> leaders = new HashMap<>();

  private final Map<Integer, Long> seenNs = new HashMap<>();

  LeaderWatch(Admin admin, String topic, int dead) {
    this.admin = admin;
    this.topic = topic;
    this.dead = dead;
  }

  /** The new leader of a partition, or -1. */
  int leader(int partition) {
    synchronized (leaders) {
      return leaders.getOrDefault(partition, -1);
    }
  }

  /**
   * Returns when all partitions have a new leader.
   *
   * @return for each partition when it was seen
   */
  Map<Integer, Long> await(List<Integer> partitions, long deadlineNs)
      throws IOException, InterruptedException {
    while (true) {
      long beginNs = System.nanoTime();
      look(partitions);
      if (seenNs.size() == partitions.size()) {
        return seenNs;
      }
      long nowNs = System.nanoTime();
      if (nowNs > deadlineNs) {
        throw new BenchmarkException(
            (partitions.size() - seenNs.size())
                + " of "
                + partitions.size()
                + " partitions have no new leader");
      }
      long pauseNs = Math.max(PAUSE_NS, nowNs - beginNs);
      Thread.sleep(pauseNs / 1_000_000, (int) (pauseNs % 1_000_000));
    }
  }

  private void look(List<Integer> partitions) throws IOException {
    MetadataResponse.MetadataResponseTopic described = admin.describe(topic).topics().getFirst();
    long nowNs = System.nanoTime();
    Map<Integer, Integer> named = new HashMap<>();
    for (MetadataResponse.MetadataResponsePartition partition : described.partitions()) {
      if (partition.errorCode() == 0 && partition.leaderId() >= 0 && partition.leaderId() != dead) {
        named.put(partition.partitionIndex(), partition.leaderId());
      }
    }
    synchronized (leaders) {
      for (int partition : partitions) {
        if (named.containsKey(partition)) {
          leaders.put(partition, named.get(partition));
          seenNs.putIfAbsent(partition, nowNs);
        }
      }
    }
  }
}
