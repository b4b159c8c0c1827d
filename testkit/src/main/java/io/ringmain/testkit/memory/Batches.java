package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogSegmentInfo;
import java.util.ArrayList;
import java.util.List;

/** One segment of a log in memory: its record batches in order. Guarded by the log. */
final class Batches {
  /**
   * A record batch.
   *
   * @param bytes never changed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Batch(byte[] bytes, long baseOffset, long lastOffset, long maxTimestamp) {}

  private final long baseOffset;
  private final List<Batch> batches = new ArrayList<>();
  private long lastModifiedMs;

  Batches(long baseOffset, long nowMs) {
    this.baseOffset = baseOffset;
    this.lastModifiedMs = nowMs;
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
}
