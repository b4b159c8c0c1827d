package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LONG;
import static io.ringmain.kernel.config.ConfigType.SHORT;

import java.util.List;

/** Consumer groups and their committed offsets. */
public final class GroupKeys {
  /** {@code group.min.session.timeout.ms}. */
  public static final ConfigKey<Integer> GROUP_MIN_SESSION_TIMEOUT_MS =
      ConfigKey.of(
          "group.min.session.timeout.ms",
          INT,
          "6000",
          atLeast(1),
          "The shortest session timeout a member of a group may ask for, in milliseconds.");

  /** {@code group.max.session.timeout.ms}. */
  public static final ConfigKey<Integer> GROUP_MAX_SESSION_TIMEOUT_MS =
      ConfigKey.of(
          "group.max.session.timeout.ms",
          INT,
          "1800000",
          atLeast(1),
          "The longest session timeout a member of a group may ask for, in milliseconds.");

  /** {@code group.initial.rebalance.delay.ms}. */
  public static final ConfigKey<Integer> GROUP_INITIAL_REBALANCE_DELAY_MS =
      ConfigKey.of(
          "group.initial.rebalance.delay.ms",
          INT,
          "3000",
          atLeast(0),
          "Milliseconds that an empty group waits for more members before its first rebalance.");

  /** {@code group.max.size}. */
  public static final ConfigKey<Integer> GROUP_MAX_SIZE =
      ConfigKey.of(
          "group.max.size", INT, "2147483647", atLeast(1), "The most members of one group.");

  /** {@code offset.metadata.max.bytes}. */
  public static final ConfigKey<Integer> OFFSET_METADATA_MAX_BYTES =
      ConfigKey.of(
          "offset.metadata.max.bytes",
          INT,
          "4096",
          atLeast(0),
          "The longest text that may be committed along with an offset.");

  /** {@code offsets.retention.minutes}. */
  public static final ConfigKey<Integer> OFFSETS_RETENTION_MINUTES =
      ConfigKey.of(
          "offsets.retention.minutes",
          INT,
          "10080",
          atLeast(1),
          "Minutes that the offsets of a group are kept after it has become empty.");

  /** {@code offsets.retention.check.interval.ms}. */
  public static final ConfigKey<Long> OFFSETS_RETENTION_CHECK_INTERVAL_MS =
      ConfigKey.of(
          "offsets.retention.check.interval.ms",
          LONG,
          "600000",
          atLeast(1),
          "Milliseconds between two looks for offsets to forget.");

  /** {@code offsets.topic.num.partitions}. */
  public static final ConfigKey<Integer> OFFSETS_TOPIC_NUM_PARTITIONS =
      ConfigKey.of(
          "offsets.topic.num.partitions",
          INT,
          "50",
          atLeast(1),
          "Partitions of __consumer_offsets when it is created.");

  /** {@code offsets.topic.replication.factor}. */
  public static final ConfigKey<Short> OFFSETS_TOPIC_REPLICATION_FACTOR =
      ConfigKey.of(
          "offsets.topic.replication.factor",
          SHORT,
          "1",
          atLeast(1),
          "Replicas of __consumer_offsets when it is created.");

  /** {@code offsets.topic.segment.bytes}. */
  public static final ConfigKey<Integer> OFFSETS_TOPIC_SEGMENT_BYTES =
      ConfigKey.of(
          "offsets.topic.segment.bytes",
          INT,
          "104857600",
          atLeast(1),
          "Bytes after which __consumer_offsets begins a new log segment.");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          GROUP_MIN_SESSION_TIMEOUT_MS,
          GROUP_MAX_SESSION_TIMEOUT_MS,
          GROUP_INITIAL_REBALANCE_DELAY_MS,
          GROUP_MAX_SIZE,
          OFFSET_METADATA_MAX_BYTES,
          OFFSETS_RETENTION_MINUTES,
          OFFSETS_RETENTION_CHECK_INTERVAL_MS,
          OFFSETS_TOPIC_NUM_PARTITIONS,
          OFFSETS_TOPIC_REPLICATION_FACTOR,
          OFFSETS_TOPIC_SEGMENT_BYTES);

  private GroupKeys() {}
}
