package io.ringmain.kernel.group;

import java.util.concurrent.TimeUnit;

/**
 * What may be configured about groups, under Kafka's names and with Kafka's defaults. Immutable.
 *
 * @param minSessionTimeoutMs group.min.session.timeout.ms
 * @param maxSessionTimeoutMs group.max.session.timeout.ms
 * @param initialRebalanceDelayMs group.initial.rebalance.delay.ms: how long an empty group waits
 *     for more members before its first generation
 * @param newMemberJoinTimeoutMs how long a new member may stay parked in a join; fixed in Kafka
 * @param maxSize group.max.size
 * @param offsetMetadataMaxBytes offset.metadata.max.bytes; counted in characters, as Kafka does
 * @param offsetsRetentionMs offsets.retention.minutes
 * @param offsetsRetentionCheckIntervalMs offsets.retention.check.interval.ms
 * @param offsetsTopicPartitions offsets.topic.num.partitions
 * @param offsetsTopicReplicationFactor offsets.topic.replication.factor; lowered to the number of
 *     brokers there are when the topic is created
 * @param offsetsTopicSegmentBytes offsets.topic.segment.bytes
 */
public record GroupConfig(
    int minSessionTimeoutMs,
    int maxSessionTimeoutMs,
    int initialRebalanceDelayMs,
    int newMemberJoinTimeoutMs,
    int maxSize,
    int offsetMetadataMaxBytes,
    long offsetsRetentionMs,
    long offsetsRetentionCheckIntervalMs,
    int offsetsTopicPartitions,
    short offsetsTopicReplicationFactor,
    int offsetsTopicSegmentBytes) {

  /** Kafka's defaults. */
  public static final GroupConfig DEFAULT =
      new GroupConfig(
          6_000,
          1_800_000,
          3_000,
          300_000,
          Integer.MAX_VALUE,
          4_096,
          TimeUnit.DAYS.toMillis(7),
          600_000,
          50,
          (short) 3,
          100 * 1024 * 1024);
}
