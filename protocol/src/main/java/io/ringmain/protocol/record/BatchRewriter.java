package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * Writes a batch anew: with another compression, as a topic's {@code compression.type} may want,
 * and with offset deltas 0, 1, 2….
 *
 * <p>Used on the transport thread after a {@link BatchValidator} found that a batch {@linkplain
 * BatchValidator#needsRewrite needs it}. One per thread, reused. The producer's fields, the
 * timestamps, keys, values and headers stay as they are.
 */
public final class BatchRewriter {
  /** A record is held whole in memory; one larger than the largest request is refused. */
  private static final int MAX_BYTES = 100 * 1024 * 1024;

  private final CompressionCodecs codecs;
  private final RecordIterator records;
  private final RecordBatchBuilder builder = new RecordBatchBuilder();

  public BatchRewriter(CompressionCodecs codecs) {
    this.codecs = codecs;
    this.records = RecordIterator.readingContents(codecs);
  }

  /**
   * Rewrites a validated batch as a topic's rules want it, its offsets consecutive.
   *
   * @param nowMs the time of append, used if the topic stamps its records then
   * @return the new batch, overwritten by the next rewrite
   * @throws InvalidRecordsException if the new batch would be too large
   */
  public ByteBuffer rewrite(RecordBatchView batch, BatchRules rules, long nowMs) {
    boolean producersChoice = rules.compression().isEmpty();
    CompressionType type = rules.compression().orElseGet(batch::compressionType);
    int level = producersChoice ? CompressionCodec.DEFAULT_LEVEL : rules.compressionLevel();
    begin(batch, type, level, rules.timestampType(), nowMs);
    builder.maxSizeBytes(Math.min(rules.maxMessageBytes(), rules.segmentBytes()));
    try (RecordIterator walk = records.wrap(batch, Math.min(rules.maxRecordBytes(), MAX_BYTES))) {
      while (walk.next()) {
        builder.appendAt(builder.nextOffset(), walk.current());
      }
      return builder.build();
    } catch (BufferOverflowException e) {
      throw new InvalidRecordsException(
          BatchFault.MESSAGE_TOO_LARGE,
          "the batch becomes larger than max.message.bytes with compression " + type.configName(),
          e);
    }
  }

  /** Recompresses a batch; everything else stays as it is, gaps between offsets too. */
  public ByteBuffer recompress(RecordBatchView batch, CompressionType type, int level) {
    begin(batch, type, level, batch.timestampType(), batch.maxTimestamp());
    try (RecordIterator walk = records.wrap(batch, MAX_BYTES)) {
      while (walk.next()) {
        builder.appendAt(walk.current().offset(), walk.current());
      }
      return builder.build();
    }
  }

  private void begin(
      RecordBatchView batch,
      CompressionType type,
      int level,
      TimestampType timestampType,
      long appendTimeMs) {
    builder
        .begin(batch.baseOffset())
        .partitionLeaderEpoch(batch.partitionLeaderEpoch())
        .producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence())
        .transactional(batch.isTransactional())
        .control(batch.isControl());
    if (timestampType == TimestampType.LOG_APPEND_TIME) {
      builder.logAppendTime(appendTimeMs);
    }
    if (type != CompressionType.NONE) {
      builder.compression(codecs.codec(type), level);
    }
  }
}
