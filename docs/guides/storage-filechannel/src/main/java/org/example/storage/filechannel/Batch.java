package org.example.storage.filechannel;

import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a record batch lies, and what is asked about it.
 *
 * @param position first byte, in its file
 * @param maxTimestamp largest timestamp of its records, or −1
 */
record Batch(
    long baseOffset,
    long lastOffset,
    int leaderEpoch,
    long maxTimestamp,
    long position,
    int sizeBytes) {

  /** What a header says; of a size that must be checked against what is there. */
  static Batch at(ByteBuffer buffer, int index, long position) {
    return new Batch(
        RecordBatchHeader.baseOffset(buffer, index),
        RecordBatchHeader.lastOffset(buffer, index),
        RecordBatchHeader.leaderEpoch(buffer, index),
        RecordBatchHeader.maxTimestamp(buffer, index),
        position,
        RecordBatchHeader.sizeBytes(buffer, index));
  }

  /**
   * Takes an append apart, with positions from 0 on.
   *
   * @throws IllegalArgumentException unless these are whole batches in the order of their offsets,
   *     the first not below the log end offset (S12)
   */
  static List<Batch> allIn(ByteBuffer bytes, long logEndOffset) {
    List<Batch> batches = new ArrayList<>();
    int position = 0;
    long expectedOffset = logEndOffset;
    do {
      int left = bytes.limit() - position;
      if (left < RecordBatchHeader.HEADER_BYTES) {
        throw new IllegalArgumentException(
            left + " bytes are left over; whole batches are allowed");
      }
      Batch batch = at(bytes, position, position);
      if (!batch.follows(expectedOffset, left)) {
        throw new IllegalArgumentException(
            "%s at position %d; allowed are whole batches from offset %d on"
                .formatted(batch, position, expectedOffset));
      }
      batches.add(batch);
      expectedOffset = batch.lastOffset() + 1;
      position += batch.sizeBytes();
    } while (position < bytes.limit());
    return batches;
  }

  /** Whether it can be a whole batch that follows what ends before {@code expectedOffset}. */
  boolean follows(long expectedOffset, long availableBytes) {
    return sizeBytes >= RecordBatchHeader.HEADER_BYTES
        && sizeBytes <= availableBytes
        && baseOffset >= expectedOffset
        && lastOffset >= baseOffset;
  }

  Batch movedBy(long bytes) {
    return new Batch(
        baseOffset, lastOffset, leaderEpoch, maxTimestamp, position + bytes, sizeBytes);
  }

  long endPosition() {
    return position + sizeBytes;
  }
}
