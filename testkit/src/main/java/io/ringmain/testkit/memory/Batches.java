package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** One segment of a log in memory: its record batches in order. Guarded by the log. */
final class Batches {
  /**
   * A record batch.
   *
   * @param bytes changed only to damage them, while nobody has the log open
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Batch(byte[] bytes, long baseOffset, long lastOffset, long maxTimestamp) {
    boolean isTorn() {
      ByteBuffer content = ByteBuffer.wrap(bytes);
      CRC32C crc = new CRC32C();
      crc.update(content.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
      return RecordBatchHeader.crc(content, 0) != (int) crc.getValue();
    }
  }

  private final long baseOffset;
  private final List<Batch> batches = new ArrayList<>();
  private long lastModifiedMs;

  Batches(long baseOffset, long nowMs) {
    this.baseOffset = baseOffset;
    this.lastModifiedMs = nowMs;
  }

  Batches copy() {
    Batches copy = new Batches(baseOffset, lastModifiedMs);
    copy.batches.addAll(batches);
    return copy;
  }

  List<Batch> batches() {
    return batches;
  }

  void add(Batch batch, long nowMs) {
    batches.add(batch);
    lastModifiedMs = nowMs;
  }

  long baseOffset() {
    return baseOffset;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  long nextOffset() {
    return batches.isEmpty() ? baseOffset : batches.getLast().lastOffset() + 1;
  }

  long sizeBytes() {
    return batches.stream().mapToLong(batch -> batch.bytes().length).sum();
  }

  long largestTimestamp() {
    return batches.stream().mapToLong(Batch::maxTimestamp).max().orElse(-1);
  }

  LogSegmentInfo info() {
    return new LogSegmentInfo(
        baseOffset, nextOffset(), sizeBytes(), largestTimestamp(), lastModifiedMs);
  }

  /** S12, S13: copies of all batches, or an exception before anything has changed. */
  static List<Batch> checked(LogId id, ByteBuffer recordBatches, long logEndOffset) {
    List<Batch> batches = new ArrayList<>();
    long next = logEndOffset;
    int position = recordBatches.position();
    while (position < recordBatches.limit()) {
      int room = recordBatches.limit() - position;
      int size =
          room < RecordBatchHeader.HEADER_BYTES
              ? 0
              : RecordBatchHeader.sizeBytes(recordBatches, position);
      if (size < RecordBatchHeader.HEADER_BYTES || size > room) {
        throw new IllegalArgumentException(id + ": not a whole number of record batches");
      }
      byte[] bytes = new byte[size];
      recordBatches.get(position, bytes);
      ByteBuffer view = ByteBuffer.wrap(bytes);
      long base = RecordBatchHeader.baseOffset(view, 0);
      long last = RecordBatchHeader.lastOffset(view, 0);
      if (base < next || last < base) {
        throw new IllegalArgumentException(
            "%s: offsets %d to %d do not follow log end offset %d".formatted(id, base, last, next));
      }
      batches.add(new Batch(bytes, base, last, RecordBatchHeader.maxTimestamp(view, 0)));
      next = last + 1;
      position += size;
    }
    return batches;
  }
}
