package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.Allowed.between;
import static io.ringmain.kernel.config.Allowed.betweenOrDefault;
import static io.ringmain.kernel.config.Allowed.listOf;
import static io.ringmain.kernel.config.Allowed.oneOf;
import static io.ringmain.kernel.config.ConfigType.BOOLEAN;
import static io.ringmain.kernel.config.ConfigType.DOUBLE;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LIST;
import static io.ringmain.kernel.config.ConfigType.LONG;
import static io.ringmain.kernel.config.ConfigType.STRING;

import java.util.List;

/**
 * How topics are created when nothing is said, and the broker's defaults of the topic keys.
 *
 * <p>Each of the latter is a synonym of a {@link TopicKeys topic key}.
 */
public final class LogKeys {
  static final String[] CLEANUP_POLICIES = {"compact", "delete"};
  static final String[] COMPRESSION_TYPES = {
    "uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"
  };
  static final String[] TIMESTAMP_TYPES = {"CreateTime", "LogAppendTime"};

  /** {@code num.partitions}. */
  public static final ConfigKey<Integer> NUM_PARTITIONS =
      ConfigKey.of(
          "num.partitions",
          INT,
          "1",
          atLeast(1),
          "Partitions of a topic that is created without saying how many.");

  /** {@code default.replication.factor}. */
  public static final ConfigKey<Integer> DEFAULT_REPLICATION_FACTOR =
      ConfigKey.of(
          "default.replication.factor",
          INT,
          "1",
          between(1, Short.MAX_VALUE),
          "Replicas of a topic that is created without saying how many.");

  /** {@code auto.create.topics.enable}. */
  public static final ConfigKey<Boolean> AUTO_CREATE_TOPICS_ENABLE =
      ConfigKey.of(
          "auto.create.topics.enable",
          BOOLEAN,
          "true",
          any(),
          "Whether a topic comes into being when a client first asks for it.");

  /** {@code delete.topic.enable}. */
  public static final ConfigKey<Boolean> DELETE_TOPIC_ENABLE =
      ConfigKey.of("delete.topic.enable", BOOLEAN, "true", any(), "Whether topics can be deleted.");

  /** {@code min.insync.replicas}. */
  public static final ConfigKey<Integer> MIN_INSYNC_REPLICAS =
      ConfigKey.of(
              "min.insync.replicas",
              INT,
              "1",
              atLeast(1),
              "In-sync replicas without which a produce request with acks=all is refused.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code unclean.leader.election.enable}. */
  public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
      ConfigKey.of(
              "unclean.leader.election.enable",
              BOOLEAN,
              "false",
              any(),
              "Whether a replica that is not in sync may lead when no other is left, losing"
                  + " records. Without effect while this version keeps one replica of a partition.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code message.max.bytes}. */
  public static final ConfigKey<Integer> MESSAGE_MAX_BYTES =
      ConfigKey.of(
              "message.max.bytes",
              INT,
              "1048588",
              atLeast(0),
              "The largest record batch accepted, as sent.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code max.decompressed.message.bytes}. */
  public static final ConfigKey<Integer> MAX_DECOMPRESSED_MESSAGE_BYTES =
      ConfigKey.of(
              "max.decompressed.message.bytes",
              INT,
              "2147483639",
              between(1, 2147483639),
              "The most bytes that one record batch may grow to when the broker must"
                  + " decompress it.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code compression.type}. */
  public static final ConfigKey<String> COMPRESSION_TYPE =
      ConfigKey.of(
              "compression.type",
              STRING,
              "producer",
              oneOf(COMPRESSION_TYPES),
              "The codec that batches are stored with; producer keeps what was sent.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code compression.gzip.level}. */
  public static final ConfigKey<Integer> COMPRESSION_GZIP_LEVEL =
      ConfigKey.of(
              "compression.gzip.level",
              INT,
              "-1",
              betweenOrDefault(1, 9),
              "The gzip level where the broker compresses.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code compression.lz4.level}. */
  public static final ConfigKey<Integer> COMPRESSION_LZ4_LEVEL =
      ConfigKey.of(
              "compression.lz4.level",
              INT,
              "9",
              between(1, 17),
              "The lz4 level where the broker compresses.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code compression.zstd.level}. */
  public static final ConfigKey<Integer> COMPRESSION_ZSTD_LEVEL =
      ConfigKey.of(
              "compression.zstd.level",
              INT,
              "3",
              between(-131072, 22),
              "The zstd level where the broker compresses.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.segment.bytes}. */
  public static final ConfigKey<Integer> LOG_SEGMENT_BYTES =
      ConfigKey.of(
              "log.segment.bytes",
              INT,
              "1073741824",
              atLeast(1048576),
              "Bytes after which a new log segment is begun.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.roll.ms}. */
  public static final ConfigKey<Long> LOG_ROLL_MS =
      ConfigKey.ofOptional(
              "log.roll.ms",
              LONG,
              atLeast(1),
              "Milliseconds after which a new log segment is begun; log.roll.hours counts if"
                  + " not set.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.roll.hours}. */
  public static final ConfigKey<Integer> LOG_ROLL_HOURS =
      ConfigKey.of(
          "log.roll.hours",
          INT,
          "168",
          atLeast(1),
          "Hours after which a new log segment is begun.");

  /** {@code log.roll.jitter.ms}. */
  public static final ConfigKey<Long> LOG_ROLL_JITTER_MS =
      ConfigKey.ofOptional(
              "log.roll.jitter.ms",
              LONG,
              atLeast(0),
              "Milliseconds, at most, by which a new segment is begun earlier, at random.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.roll.jitter.hours}. */
  public static final ConfigKey<Integer> LOG_ROLL_JITTER_HOURS =
      ConfigKey.of(
          "log.roll.jitter.hours",
          INT,
          "0",
          atLeast(0),
          "Hours, at most, by which a new segment is begun earlier, at random.");

  /** {@code log.index.size.max.bytes}. */
  public static final ConfigKey<Integer> LOG_INDEX_SIZE_MAX_BYTES =
      ConfigKey.of(
              "log.index.size.max.bytes",
              INT,
              "10485760",
              atLeast(4),
              "The size of a segment's index at which a new segment is begun.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.index.interval.bytes}. */
  public static final ConfigKey<Integer> LOG_INDEX_INTERVAL_BYTES =
      ConfigKey.of(
              "log.index.interval.bytes",
              INT,
              "4096",
              atLeast(0),
              "Bytes of log between two entries of its index.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.flush.interval.messages}. */
  public static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MESSAGES =
      ConfigKey.of(
              "log.flush.interval.messages",
              LONG,
              "9223372036854775807",
              atLeast(1),
              "Records after which a log is flushed to disk. With 1, what is acknowledged is on"
                  + " disk.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.flush.interval.ms}. */
  public static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MS =
      ConfigKey.ofOptional(
              "log.flush.interval.ms",
              LONG,
              atLeast(0),
              "Milliseconds after its append at which a record is flushed to disk; not set leaves"
                  + " it to the system.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.retention.ms}. */
  public static final ConfigKey<Long> LOG_RETENTION_MS =
      ConfigKey.ofOptional(
              "log.retention.ms",
              LONG,
              atLeast(-1),
              "Milliseconds that records are kept, -1 for ever; log.retention.minutes counts"
                  + " if not set.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.retention.minutes}. */
  public static final ConfigKey<Integer> LOG_RETENTION_MINUTES =
      ConfigKey.ofOptional(
          "log.retention.minutes",
          INT,
          any(),
          "Minutes that records are kept; log.retention.hours counts if not set.");

  /** {@code log.retention.hours}. */
  public static final ConfigKey<Integer> LOG_RETENTION_HOURS =
      ConfigKey.of("log.retention.hours", INT, "168", any(), "Hours that records are kept.");

  /** {@code log.retention.bytes}. */
  public static final ConfigKey<Long> LOG_RETENTION_BYTES =
      ConfigKey.of(
              "log.retention.bytes",
              LONG,
              "-1",
              any(),
              "Bytes of a partition beyond which its oldest segments are deleted; -1 for no"
                  + " limit.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.retention.check.interval.ms}. */
  public static final ConfigKey<Long> LOG_RETENTION_CHECK_INTERVAL_MS =
      ConfigKey.of(
          "log.retention.check.interval.ms",
          LONG,
          "300000",
          atLeast(1),
          "Milliseconds between two looks for segments to delete.");

  /** {@code log.cleanup.policy}. */
  public static final ConfigKey<List<String>> LOG_CLEANUP_POLICY =
      ConfigKey.of(
              "log.cleanup.policy",
              LIST,
              "delete",
              listOf(CLEANUP_POLICIES),
              "What becomes of old records: deleted, compacted to the last of each key, or both.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.delete.retention.ms}. */
  public static final ConfigKey<Long> LOG_CLEANER_DELETE_RETENTION_MS =
      ConfigKey.of(
              "log.cleaner.delete.retention.ms",
              LONG,
              "86400000",
              atLeast(0),
              "Milliseconds that a compacted log keeps the mark of a deleted key.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.min.cleanable.ratio}. */
  public static final ConfigKey<Double> LOG_CLEANER_MIN_CLEANABLE_RATIO =
      ConfigKey.of(
              "log.cleaner.min.cleanable.ratio",
              DOUBLE,
              "0.5",
              between(0, 1),
              "The share of a log that must be uncompacted before it is compacted.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.min.compaction.lag.ms}. */
  public static final ConfigKey<Long> LOG_CLEANER_MIN_COMPACTION_LAG_MS =
      ConfigKey.of(
              "log.cleaner.min.compaction.lag.ms",
              LONG,
              "0",
              atLeast(0),
              "Milliseconds that a record stays uncompacted at least.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.max.compaction.lag.ms}. */
  public static final ConfigKey<Long> LOG_CLEANER_MAX_COMPACTION_LAG_MS =
      ConfigKey.of(
              "log.cleaner.max.compaction.lag.ms",
              LONG,
              "9223372036854775807",
              atLeast(1),
              "Milliseconds that a record stays uncompacted at most.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.segment.delete.delay.ms}. */
  public static final ConfigKey<Long> LOG_SEGMENT_DELETE_DELAY_MS =
      ConfigKey.of(
              "log.segment.delete.delay.ms",
              LONG,
              "60000",
              atLeast(0),
              "Milliseconds that the files of a deleted segment linger.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.preallocate}. */
  public static final ConfigKey<Boolean> LOG_PREALLOCATE =
      ConfigKey.of(
              "log.preallocate",
              BOOLEAN,
              "false",
              any(),
              "Accepted for Kafka's sake, without effect: how disk space is reserved is the storage"
                  + " plugin's business. The mmap storage reserves it ahead of every append, in"
                  + " growing steps, so a full disk is never a surprise.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.message.timestamp.type}. */
  public static final ConfigKey<String> LOG_MESSAGE_TIMESTAMP_TYPE =
      ConfigKey.of(
              "log.message.timestamp.type",
              STRING,
              "CreateTime",
              oneOf(TIMESTAMP_TYPES),
              "Whether a record bears the time of its producer or of its append.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.message.timestamp.before.max.ms}. */
  public static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
      ConfigKey.of(
              "log.message.timestamp.before.max.ms",
              LONG,
              "9223372036854775807",
              atLeast(0),
              "Milliseconds that a record's timestamp may lie in the past.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.message.timestamp.after.max.ms}. */
  public static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS =
      ConfigKey.of(
              "log.message.timestamp.after.max.ms",
              LONG,
              "3600000",
              atLeast(0),
              "Milliseconds that a record's timestamp may lie in the future.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code producer.id.expiration.ms}. */
  public static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_MS =
      ConfigKey.of(
              "producer.id.expiration.ms",
              INT,
              "86400000",
              atLeast(1),
              "Milliseconds after its last batch that a producer's sequence numbers are"
                  + " forgotten.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  static final List<ConfigKey<?>> KEYS =
      List.of(
          NUM_PARTITIONS,
          DEFAULT_REPLICATION_FACTOR,
          AUTO_CREATE_TOPICS_ENABLE,
          DELETE_TOPIC_ENABLE,
          MIN_INSYNC_REPLICAS,
          UNCLEAN_LEADER_ELECTION_ENABLE,
          MESSAGE_MAX_BYTES,
          MAX_DECOMPRESSED_MESSAGE_BYTES,
          COMPRESSION_TYPE,
          COMPRESSION_GZIP_LEVEL,
          COMPRESSION_LZ4_LEVEL,
          COMPRESSION_ZSTD_LEVEL,
          LOG_SEGMENT_BYTES,
          LOG_ROLL_MS,
          LOG_ROLL_HOURS,
          LOG_ROLL_JITTER_MS,
          LOG_ROLL_JITTER_HOURS,
          LOG_INDEX_SIZE_MAX_BYTES,
          LOG_INDEX_INTERVAL_BYTES,
          LOG_FLUSH_INTERVAL_MESSAGES,
          LOG_FLUSH_INTERVAL_MS,
          LOG_RETENTION_MS,
          LOG_RETENTION_MINUTES,
          LOG_RETENTION_HOURS,
          LOG_RETENTION_BYTES,
          LOG_RETENTION_CHECK_INTERVAL_MS,
          LOG_CLEANUP_POLICY,
          LOG_CLEANER_DELETE_RETENTION_MS,
          LOG_CLEANER_MIN_CLEANABLE_RATIO,
          LOG_CLEANER_MIN_COMPACTION_LAG_MS,
          LOG_CLEANER_MAX_COMPACTION_LAG_MS,
          LOG_SEGMENT_DELETE_DELAY_MS,
          LOG_PREALLOCATE,
          LOG_MESSAGE_TIMESTAMP_TYPE,
          LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
          LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS,
          PRODUCER_ID_EXPIRATION_MS);

  private LogKeys() {}
}
