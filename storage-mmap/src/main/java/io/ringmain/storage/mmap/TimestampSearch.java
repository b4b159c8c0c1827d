package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Finds record batches by timestamp: time index, offset index, then a walk over headers. */
final class TimestampSearch {
  private TimestampSearch() {}

  /** Base offset of the first batch at or above the log start with a timestamp so large. */
  static OptionalLong firstAtOrAfter(SegmentList segments, long logStartOffset, long timestamp) {
    for (Segment segment : segments.asList()) {
      if (segment.size() > 0 && segment.largestTimestamp() >= timestamp) {
        TimeIndex times = segment.timeIndex();
        int entry = times.floorByTimestamp(timestamp);
        long from = entry < 0 ? 0 : segment.baseOffset() + times.relativeOffset(entry);
        OptionalLong found = walk(segment, Math.max(from, logStartOffset), timestamp);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  /** The first batch at or above {@code offset} with a timestamp so large. */
  private static OptionalLong walk(Segment segment, long offset, long timestamp) {
    int size = segment.size();
    View view = size == 0 ? null : segment.file().pin(size);
    if (view == null) {
      return OptionalLong.empty();
    }
    try {
      ByteBuffer bytes = view.buffer();
      int position = SegmentReader.positionOf(segment, bytes, offset, size);
      while (position < size) {
        if (RecordBatchHeader.maxTimestamp(bytes, position) >= timestamp) {
          return OptionalLong.of(RecordBatchHeader.baseOffset(bytes, position));
        }
        position += SegmentReader.checkedSize(segment, bytes, position, size);
      }
      return OptionalLong.empty();
    } finally {
      view.release();
    }
  }

  /** Base offset of the first batch at or above the log start with the largest timestamp of all. */
  static OptionalLong firstWithLargest(SegmentList segments, long logStartOffset) {
    long largest = Long.MIN_VALUE;
    OptionalLong found = OptionalLong.empty();
    for (Segment segment : segments.asList()) {
      if (segment.size() == 0 || segment.largestTimestamp() <= largest) {
        continue;
      }
      long timestamp = segment.largestTimestamp();
      if (segment.largestTimestampOffset() < logStartOffset) {
        // The batch that had it lies below the log start: the rest has to be looked through.
        timestamp = largestFrom(segment, logStartOffset);
      }
      OptionalLong first =
          timestamp <= largest
              ? OptionalLong.empty()
              : walk(segment, Math.max(logStartOffset, startOf(segment, timestamp)), timestamp);
      if (first.isPresent()) {
        largest = timestamp;
        found = first;
      }
    }
    return found;
  }

  private static long startOf(Segment segment, long timestamp) {
    return timestamp == segment.largestTimestamp()
        ? segment.largestTimestampOffset()
        : segment.baseOffset();
  }

  private static long largestFrom(Segment segment, long offset) {
    int size = segment.size();
    View view = segment.file().pin(size);
    long largest = Long.MIN_VALUE;
    if (view != null) {
      try {
        ByteBuffer bytes = view.buffer();
        int position = SegmentReader.positionOf(segment, bytes, offset, size);
        while (position < size) {
          largest = Math.max(largest, RecordBatchHeader.maxTimestamp(bytes, position));
          position += SegmentReader.checkedSize(segment, bytes, position, size);
        }
      } finally {
        view.release();
      }
    }
    return largest;
  }
}
