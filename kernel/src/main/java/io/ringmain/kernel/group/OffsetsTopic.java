package io.ringmain.kernel.group;

import java.util.Map;

/**
 * The topic that groups are kept in.
 *
 * @param partitions how many it gets
 * @param replicationFactor how many replicas each gets
 * @param config its topic configuration
 */
public record OffsetsTopic(int partitions, short replicationFactor, Map<String, String> config) {

  /** The topic's name, which clients know. */
  public static final String NAME = "__consumer_offsets";

  public OffsetsTopic {
    config = Map.copyOf(config);
  }

  /**
   * The topic as it is to be created. It takes as many replicas as there are brokers when that is
   * fewer than configured, so that a single broker works without a word of configuration.
   */
  public static OffsetsTopic of(GroupConfig config, int aliveBrokers) {
    int replicas = Math.min(config.offsetsTopicReplicationFactor(), Math.max(aliveBrokers, 1));
    return new OffsetsTopic(
        config.offsetsTopicPartitions(),
        (short) replicas,
        Map.of(
            "cleanup.policy", "compact",
            "compression.type", "producer",
            "segment.bytes", Integer.toString(config.offsetsTopicSegmentBytes())));
  }

  /** The partition of a group, as every Kafka broker computes it, of a count above 0. */
  public static int partitionFor(String groupId, int partitionCount) {
    // The sign bit dropped, except that the smallest integer becomes 0.
    int hash = groupId.hashCode();
    return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitionCount;
  }
}
