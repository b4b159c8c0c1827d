package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Leaves records out of a batch, as compaction does.
 *
 * <pre>
 *   inspect ─▶ WHOLE    the batch stays as it is, byte for byte
 *          ├─▶ CHANGED  {@link #changed}: written anew with its own codec
 *          └─▶ EMPTY    nothing is left; {@link #emptied} has the header alone, for what it says
 *                       of its producer
 * </pre>
 *
 * <p>Offsets, the producer's fields and the leader epoch stay as they are. Reusable, for one
 * thread; memory is bounded by the batch. Whatever is wrong with the bytes is an {@link
 * InvalidRecordsException}.
 */
public final class BatchFilter {

  /** What becomes of a batch. */
  public enum Fate {
    WHOLE,
    CHANGED,
    EMPTY
  }

  private static final int EMPTIED_FLAGS =
      RecordBatchView.LOG_APPEND_TIME_FLAG
          | RecordBatchView.TRANSACTIONAL_FLAG
          | RecordBatchView.CONTROL_FLAG;

  private final CompressionCodecs codecs;
  private final RecordIterator records;
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final BitSet kept = new BitSet();
  private final RecordBatchView batch = new RecordBatchView();
  private long deleteHorizonMs;

  public BatchFilter(CompressionCodecs codecs) {
    this.codecs = codecs;
    this.records = RecordIterator.readingContents(codecs);
  }

  /**
   * Looks at each record of a complete batch.
   *
   * @param keep says of a record, which is valid during the call only, whether it stays
   * @param horizonMs the delete horizon for a batch that keeps a tombstone and has none yet, or
   *     {@link RecordBatchView#NO_TIMESTAMP} to give it none
   */
  public Fate inspect(RecordBatchView inspected, Predicate<RecordView> keep, long horizonMs) {
    batch.wrap(inspected.buffer(), inspected.position());
    kept.clear();
    int index = 0;
    boolean tombstones = false;
    try (RecordIterator walk = records.wrap(batch)) {
      while (walk.next()) {
        if (keep.test(walk.current())) {
          kept.set(index);
          tombstones |= !walk.current().hasValue();
        }
        index++;
      }
    }
    boolean newHorizon =
        tombstones && horizonMs != RecordBatchView.NO_TIMESTAMP && !batch.hasDeleteHorizon();
    deleteHorizonMs = newHorizon ? horizonMs : RecordBatchView.NO_TIMESTAMP;
    if (kept.isEmpty()) {
      return Fate.EMPTY;
    }
    return kept.cardinality() == index && !newHorizon ? Fate.WHOLE : Fate.CHANGED;
  }

  /** The batch last inspected, with the records kept; overwritten by the next. */
  public ByteBuffer changed() {
    builder
        .begin(batch.baseOffset())
        .partitionLeaderEpoch(batch.partitionLeaderEpoch())
        .producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence())
        .transactional(batch.isTransactional())
        .control(batch.isControl());
    if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
      builder.logAppendTime(batch.maxTimestamp());
    }
    if (batch.isCompressed()) {
      builder.compression(codecs.codec(batch.compressionType()), CompressionCodec.DEFAULT_LEVEL);
    }
    if (batch.hasDeleteHorizon()) {
      builder.deleteHorizonMs(batch.baseTimestamp());
    } else if (deleteHorizonMs != RecordBatchView.NO_TIMESTAMP) {
      builder.deleteHorizonMs(deleteHorizonMs);
    }
    try (RecordIterator walk = records.wrap(batch)) {
      for (int index = 0; walk.next(); index++) {
        if (kept.get(index)) {
          builder.appendAt(walk.current().offset(), walk.current());
        }
      }
    }
    return builder.endAt(batch.lastOffset()).build();
  }

  /** A batch without records that ends where the one last inspected ends. A buffer of its own. */
  public ByteBuffer emptied() {
    ByteBuffer empty = ByteBuffer.allocate(RecordBatchView.HEADER_BYTES);
    empty.put(0, batch.buffer(), batch.position(), RecordBatchView.HEADER_BYTES);
    empty.putInt(
        RecordBatchView.BATCH_LENGTH,
        RecordBatchView.HEADER_BYTES - RecordBatchView.LENGTH_OVERHEAD_BYTES);
    empty.putShort(RecordBatchView.ATTRIBUTES, (short) (batch.attributes() & EMPTIED_FLAGS));
    empty.putLong(RecordBatchView.BASE_TIMESTAMP, RecordBatchView.NO_TIMESTAMP);
    empty.putInt(RecordBatchView.RECORDS_COUNT, 0);
    new RecordBatchView().wrap(empty, 0).updateCrc();
    return empty;
  }
}
