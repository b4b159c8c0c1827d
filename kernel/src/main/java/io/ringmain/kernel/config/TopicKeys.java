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
import static io.ringmain.kernel.config.LogKeys.CLEANUP_POLICIES;
import static io.ringmain.kernel.config.LogKeys.COMPRESSION_TYPES;
import static io.ringmain.kernel.config.LogKeys.TIMESTAMP_TYPES;

import io.ringmain.kernel.config.ConfigKey.Synonym;
import java.util.List;
import java.util.stream.Stream;

/** The settings of a topic; each has its default from the broker keys it names as synonyms. */
public final class TopicKeys {
  /** {@code cleanup.policy}. */
  public static final ConfigKey<List<String>> CLEANUP_POLICY =
      ConfigKey.of(
              "cleanup.policy",
              LIST,
              "delete",
              listOf(CLEANUP_POLICIES),
              "What becomes of old records: deleted, compacted to the last of each key, or both.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_CLEANUP_POLICY, 1)));

  /** {@code compression.type}. */
  public static final ConfigKey<String> COMPRESSION_TYPE =
      ConfigKey.of(
              "compression.type",
              STRING,
              "producer",
              oneOf(COMPRESSION_TYPES),
              "The codec that batches are stored with; producer keeps what was sent.")
          .withSynonyms(List.of(new Synonym(LogKeys.COMPRESSION_TYPE, 1)));

  /** {@code compression.gzip.level}. */
  public static final ConfigKey<Integer> COMPRESSION_GZIP_LEVEL =
      ConfigKey.of(
              "compression.gzip.level",
              INT,
              "-1",
              betweenOrDefault(1, 9),
              "The gzip level where the broker compresses.")
          .withSynonyms(List.of(new Synonym(LogKeys.COMPRESSION_GZIP_LEVEL, 1)));

  /** {@code compression.lz4.level}. */
  public static final ConfigKey<Integer> COMPRESSION_LZ4_LEVEL =
      ConfigKey.of(
              "compression.lz4.level",
              INT,
              "9",
              between(1, 17),
              "The lz4 level where the broker compresses.")
          .withSynonyms(List.of(new Synonym(LogKeys.COMPRESSION_LZ4_LEVEL, 1)));

  /** {@code compression.zstd.level}. */
  public static final ConfigKey<Integer> COMPRESSION_ZSTD_LEVEL =
      ConfigKey.of(
              "compression.zstd.level",
              INT,
              "3",
              between(-131072, 22),
              "The zstd level where the broker compresses.")
          .withSynonyms(List.of(new Synonym(LogKeys.COMPRESSION_ZSTD_LEVEL, 1)));

  /** {@code delete.retention.ms}. */
  public static final ConfigKey<Long> DELETE_RETENTION_MS =
      ConfigKey.of(
              "delete.retention.ms",
              LONG,
              "86400000",
              atLeast(0),
              "Milliseconds that a compacted log keeps the mark of a deleted key.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_CLEANER_DELETE_RETENTION_MS, 1)));

  /** {@code file.delete.delay.ms}. */
  public static final ConfigKey<Long> FILE_DELETE_DELAY_MS =
      ConfigKey.of(
              "file.delete.delay.ms",
              LONG,
              "60000",
              atLeast(0),
              "Milliseconds that the files of a deleted segment linger.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_SEGMENT_DELETE_DELAY_MS, 1)));

  /** {@code flush.messages}. */
  public static final ConfigKey<Long> FLUSH_MESSAGES =
      ConfigKey.of(
              "flush.messages",
              LONG,
              "9223372036854775807",
              atLeast(1),
              "Records after which the log is flushed to disk. With 1, what is acknowledged is on"
                  + " disk.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_FLUSH_INTERVAL_MESSAGES, 1)));

  /** {@code flush.ms}. */
  public static final ConfigKey<Long> FLUSH_MS =
      ConfigKey.of(
              "flush.ms",
              LONG,
              "9223372036854775807",
              atLeast(0),
              "Milliseconds after its append at which a record is flushed to disk.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_FLUSH_INTERVAL_MS, 1)));

  /** {@code index.interval.bytes}. */
  public static final ConfigKey<Integer> INDEX_INTERVAL_BYTES =
      ConfigKey.of(
              "index.interval.bytes",
              INT,
              "4096",
              atLeast(0),
              "Bytes of log between two entries of its index.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_INDEX_INTERVAL_BYTES, 1)));

  /** {@code max.message.bytes}. */
  public static final ConfigKey<Integer> MAX_MESSAGE_BYTES =
      ConfigKey.of(
              "max.message.bytes",
              INT,
              "1048588",
              atLeast(0),
              "The largest record batch accepted, as sent.")
          .withSynonyms(List.of(new Synonym(LogKeys.MESSAGE_MAX_BYTES, 1)));

  /** {@code max.decompressed.message.bytes}. */
  public static final ConfigKey<Integer> MAX_DECOMPRESSED_MESSAGE_BYTES =
      ConfigKey.of(
              "max.decompressed.message.bytes",
              INT,
              "2147483639",
              between(1, 2147483639),
              "The most bytes that one record batch may grow to when the broker must"
                  + " decompress it.")
          .withSynonyms(List.of(new Synonym(LogKeys.MAX_DECOMPRESSED_MESSAGE_BYTES, 1)));

  /** {@code max.compaction.lag.ms}. */
  public static final ConfigKey<Long> MAX_COMPACTION_LAG_MS =
      ConfigKey.of(
              "max.compaction.lag.ms",
              LONG,
              "9223372036854775807",
              atLeast(1),
              "Milliseconds that a record stays uncompacted at most.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_CLEANER_MAX_COMPACTION_LAG_MS, 1)));

  /** {@code min.compaction.lag.ms}. */
  public static final ConfigKey<Long> MIN_COMPACTION_LAG_MS =
      ConfigKey.of(
              "min.compaction.lag.ms",
              LONG,
              "0",
              atLeast(0),
              "Milliseconds that a record stays uncompacted at least.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_CLEANER_MIN_COMPACTION_LAG_MS, 1)));

  /** {@code message.timestamp.type}. */
  public static final ConfigKey<String> MESSAGE_TIMESTAMP_TYPE =
      ConfigKey.of(
              "message.timestamp.type",
              STRING,
              "CreateTime",
              oneOf(TIMESTAMP_TYPES),
              "Whether a record bears the time of its producer or of its append.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_MESSAGE_TIMESTAMP_TYPE, 1)));

  /** {@code message.timestamp.before.max.ms}. */
  public static final ConfigKey<Long> MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
      ConfigKey.of(
              "message.timestamp.before.max.ms",
              LONG,
              "9223372036854775807",
              atLeast(0),
              "Milliseconds that a record's timestamp may lie in the past.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS, 1)));

  /** {@code message.timestamp.after.max.ms}. */
  public static final ConfigKey<Long> MESSAGE_TIMESTAMP_AFTER_MAX_MS =
      ConfigKey.of(
              "message.timestamp.after.max.ms",
              LONG,
              "3600000",
              atLeast(0),
              "Milliseconds that a record's timestamp may lie in the future.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS, 1)));

  /** {@code min.cleanable.dirty.ratio}. */
  public static final ConfigKey<Double> MIN_CLEANABLE_DIRTY_RATIO =
      ConfigKey.of(
              "min.cleanable.dirty.ratio",
              DOUBLE,
              "0.5",
              between(0, 1),
              "The share of the log that must be uncompacted before it is compacted.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_CLEANER_MIN_CLEANABLE_RATIO, 1)));

  /** {@code min.insync.replicas}. */
  public static final ConfigKey<Integer> MIN_INSYNC_REPLICAS =
      ConfigKey.of(
              "min.insync.replicas",
              INT,
              "1",
              atLeast(1),
              "In-sync replicas without which a produce request with acks=all is refused.")
          .withSynonyms(List.of(new Synonym(LogKeys.MIN_INSYNC_REPLICAS, 1)));

  /** {@code preallocate}. */
  public static final ConfigKey<Boolean> PREALLOCATE =
      ConfigKey.of(
              "preallocate",
              BOOLEAN,
              "false",
              any(),
              "Accepted for Kafka's sake, without effect: how disk space is reserved is the storage"
                  + " plugin's business. The mmap storage reserves it ahead of every append, in"
                  + " growing steps, so a full disk is never a surprise.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_PREALLOCATE, 1)));

  /** {@code retention.bytes}. */
  public static final ConfigKey<Long> RETENTION_BYTES =
      ConfigKey.of(
              "retention.bytes",
              LONG,
              "-1",
              any(),
              "Bytes of a partition beyond which its oldest segments are deleted; -1 for no"
                  + " limit.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_RETENTION_BYTES, 1)));

  /** {@code retention.ms}. */
  public static final ConfigKey<Long> RETENTION_MS =
      ConfigKey.of(
              "retention.ms",
              LONG,
              "604800000",
              atLeast(-1),
              "Milliseconds that records are kept; -1 for ever.")
          .withSynonyms(
              List.of(
                  new Synonym(LogKeys.LOG_RETENTION_MS, 1),
                  new Synonym(LogKeys.LOG_RETENTION_MINUTES, 60_000),
                  new Synonym(LogKeys.LOG_RETENTION_HOURS, 3_600_000)));

  /** {@code segment.bytes}. */
  public static final ConfigKey<Integer> SEGMENT_BYTES =
      ConfigKey.of(
              "segment.bytes",
              INT,
              "1073741824",
              atLeast(1048576),
              "Bytes after which a new log segment is begun.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_SEGMENT_BYTES, 1)));

  /** {@code segment.index.bytes}. */
  public static final ConfigKey<Integer> SEGMENT_INDEX_BYTES =
      ConfigKey.of(
              "segment.index.bytes",
              INT,
              "10485760",
              atLeast(4),
              "The size of a segment's index at which a new segment is begun.")
          .withSynonyms(List.of(new Synonym(LogKeys.LOG_INDEX_SIZE_MAX_BYTES, 1)));

  /** {@code segment.jitter.ms}. */
  public static final ConfigKey<Long> SEGMENT_JITTER_MS =
      ConfigKey.of(
              "segment.jitter.ms",
              LONG,
              "0",
              atLeast(0),
              "Milliseconds, at most, by which a new segment is begun earlier, at random.")
          .withSynonyms(
              List.of(
                  new Synonym(LogKeys.LOG_ROLL_JITTER_MS, 1),
                  new Synonym(LogKeys.LOG_ROLL_JITTER_HOURS, 3_600_000)));

  /** {@code segment.ms}. */
  public static final ConfigKey<Long> SEGMENT_MS =
      ConfigKey.of(
              "segment.ms",
              LONG,
              "604800000",
              atLeast(1),
              "Milliseconds after which a new log segment is begun.")
          .withSynonyms(
              List.of(
                  new Synonym(LogKeys.LOG_ROLL_MS, 1),
                  new Synonym(LogKeys.LOG_ROLL_HOURS, 3_600_000)));

  /** {@code unclean.leader.election.enable}. */
  public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
      ConfigKey.of(
              "unclean.leader.election.enable",
              BOOLEAN,
              "false",
              any(),
              "Whether a replica that is not in sync may lead when no other is left, losing"
                  + " records.")
          .withSynonyms(List.of(new Synonym(LogKeys.UNCLEAN_LEADER_ELECTION_ENABLE, 1)));

  /** {@code internal.segment.bytes}. */
  public static final ConfigKey<Integer> INTERNAL_SEGMENT_BYTES =
      ConfigKey.ofOptional(
              "internal.segment.bytes",
              INT,
              atLeast(1),
              "Bytes after which a new log segment is begun, below what segment.bytes allows.")
          .withInternal();

  private static final List<ConfigKey<?>> KEYS =
      List.of(
          CLEANUP_POLICY,
          COMPRESSION_TYPE,
          COMPRESSION_GZIP_LEVEL,
          COMPRESSION_LZ4_LEVEL,
          COMPRESSION_ZSTD_LEVEL,
          DELETE_RETENTION_MS,
          FILE_DELETE_DELAY_MS,
          FLUSH_MESSAGES,
          FLUSH_MS,
          INDEX_INTERVAL_BYTES,
          MAX_MESSAGE_BYTES,
          MAX_DECOMPRESSED_MESSAGE_BYTES,
          MAX_COMPACTION_LAG_MS,
          MIN_COMPACTION_LAG_MS,
          MESSAGE_TIMESTAMP_TYPE,
          MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
          MESSAGE_TIMESTAMP_AFTER_MAX_MS,
          MIN_CLEANABLE_DIRTY_RATIO,
          MIN_INSYNC_REPLICAS,
          PREALLOCATE,
          RETENTION_BYTES,
          RETENTION_MS,
          SEGMENT_BYTES,
          SEGMENT_INDEX_BYTES,
          SEGMENT_JITTER_MS,
          SEGMENT_MS,
          UNCLEAN_LEADER_ELECTION_ENABLE,
          INTERNAL_SEGMENT_BYTES);

  /** Every topic key. */
  public static final ConfigTable TABLE =
      new ConfigTable(
          Stream.of(KEYS, ThrottledReplicas.KEYS, DormantTopicKeys.KEYS)
              .flatMap(List::stream)
              .toList());

  private TopicKeys() {}
}
