package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogSegmentInfo;
import java.util.ArrayList;
import java.util.List;

/** One segment of a log on a simulated disk: its record batches in order. */
final class StoredSegment {
  /**
   * A record batch.
   *
   * @param bytes never changed; damage replaces them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record StoredBatch(byte[] bytes, long baseOffset, long lastOffset, long maxTimestamp) {}

  private final long baseOffset;
  private final List<StoredBatch> batches = new ArrayList<>();
  private long sizeBytes;
  private long largestTimestamp = -1;
  private long lastModifiedMs;

  StoredSegment(long baseOffset, long nowMs) {
    this.baseOffset = baseOffset;
    this.lastModifiedMs = nowMs;
  }

  long baseOffset() {
    return baseOffset;
  }

  List<StoredBatch> batches() {
    return batches;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  long nextOffset() {
    return batches.isEmpty() ? baseOffset : batches.getLast().lastOffset() + 1;
  }

  void add(StoredBatch batch, long nowMs) {
    batches.add(batch);
    sizeBytes += batch.bytes().length;
    largestTimestamp = Math.max(largestTimestamp, batch.maxTimestamp());
    lastModifiedMs = nowMs;
  }

  /** Index of the first batch that holds {@code offset} or follows it. */
  int indexOf(long offset) {
    int low = 0;
    int high = batches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batches.get(middle).lastOffset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Removes the batches from an index on. */
  void removeFrom(int index) {
    batches.subList(index, batches.size()).clear();
    sizeBytes = 0;
    largestTimestamp = -1;
    for (StoredBatch batch : batches) {
      sizeBytes += batch.bytes().length;
      largestTimestamp = Math.max(largestTimestamp, batch.maxTimestamp());
    }
  }

  LogSegmentInfo info() {
    return new LogSegmentInfo(
        baseOffset, nextOffset(), sizeBytes, largestTimestamp, lastModifiedMs);
  }
}
