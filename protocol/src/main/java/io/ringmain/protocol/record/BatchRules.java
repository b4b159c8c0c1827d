package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionType;
import java.util.Optional;

/**
 * What a topic's configuration says about the batches it accepts. Immutable, made once per change
 * of the configuration.
 *
 * @param maxMessageBytes largest batch: {@code max.message.bytes}
 * @param segmentBytes largest batch that fits a log segment: {@code segment.bytes}
 * @param compacted whether every record needs a key: {@code cleanup.policy}
 * @param timestampType who sets timestamps: {@code message.timestamp.type}
 * @param timestampBeforeMaxMs how old a record may be: {@code message.timestamp.before.max.ms}
 * @param timestampAfterMaxMs how far ahead: {@code message.timestamp.after.max.ms}
 * @param compression {@code compression.type}; empty when the producer's is kept
 * @param compressionLevel the level setting of that type, or {@link CompressionCodec#DEFAULT_LEVEL}
 * @param maxRecordBytes largest record in a compressed batch: {@code
 *     max.decompressed.message.bytes}
 */
public record BatchRules(
    int maxMessageBytes,
    int segmentBytes,
    boolean compacted,
    TimestampType timestampType,
    long timestampBeforeMaxMs,
    long timestampAfterMaxMs,
    Optional<CompressionType> compression,
    int compressionLevel,
    int maxRecordBytes) {

  /** Kafka's defaults for a topic. */
  public static final BatchRules DEFAULTS =
      new BatchRules(
          1024 * 1024 + RecordBatchView.LENGTH_OVERHEAD_BYTES,
          1 << 30,
          false,
          TimestampType.CREATE_TIME,
          Long.MAX_VALUE,
          3_600_000,
          Optional.empty(),
          CompressionCodec.DEFAULT_LEVEL,
          RecordIterator.UNLIMITED_RECORD_BYTES);

  public BatchRules withMaxMessageBytes(int bytes) {
    return new BatchRules(
        bytes,
        segmentBytes,
        compacted,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        compression,
        compressionLevel,
        maxRecordBytes);
  }

  public BatchRules withSegmentBytes(int bytes) {
    return new BatchRules(
        maxMessageBytes,
        bytes,
        compacted,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        compression,
        compressionLevel,
        maxRecordBytes);
  }

  public BatchRules withCompacted(boolean needsKeys) {
    return new BatchRules(
        maxMessageBytes,
        segmentBytes,
        needsKeys,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        compression,
        compressionLevel,
        maxRecordBytes);
  }

  public BatchRules withTimestamps(TimestampType type, long beforeMaxMs, long afterMaxMs) {
    return new BatchRules(
        maxMessageBytes,
        segmentBytes,
        compacted,
        type,
        beforeMaxMs,
        afterMaxMs,
        compression,
        compressionLevel,
        maxRecordBytes);
  }

  public BatchRules withCompression(CompressionType type, int level) {
    return new BatchRules(
        maxMessageBytes,
        segmentBytes,
        compacted,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        Optional.of(type),
        level,
        maxRecordBytes);
  }

  public BatchRules withMaxRecordBytes(int bytes) {
    return new BatchRules(
        maxMessageBytes,
        segmentBytes,
        compacted,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        compression,
        compressionLevel,
        bytes);
  }

  /** Whether a batch of this size is accepted; asked again after a batch was rewritten. */
  public BatchFault faultOfSize(int sizeBytes) {
    if (sizeBytes > maxMessageBytes) {
      return BatchFault.MESSAGE_TOO_LARGE;
    }
    return sizeBytes > segmentBytes ? BatchFault.RECORD_LIST_TOO_LARGE : BatchFault.NONE;
  }
}
