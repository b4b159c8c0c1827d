package io.ringmain.storage.mmap;

import static io.ringmain.spi.storage.RecordBatchHeader.HEADER_BYTES;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;

/**
 * Finds record batches in a segment: the nearest index entry, then a walk over at most about {@code
 * index.interval.bytes} of headers.
 *
 * <p>Called from any thread, without locks, and allocates nothing but the slice.
 */
final class SegmentReader {
  private SegmentReader() {}

  /** The segment holds nothing at or above the offset: look in the next one. */
  static final LogSlice BEYOND = new EmptySlice(-1);

  private static final LogSlice RETIRED = new EmptySlice(-2);

  static boolean isBeyond(LogSlice found) {
    return found.nextOffset() == BEYOND.nextOffset();
  }

  /** The segment was retired while it was looked at: look it up anew. */
  static boolean isRetired(LogSlice found) {
    return found.nextOffset() == RETIRED.nextOffset();
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#read}, within one segment. */
  static LogSlice read(
      Segment segment, long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    long nextOffset = segment.nextOffset();
    int size = segment.size();
    boolean consistent = segment.isConsistent(nextOffset);
    if (size == 0) {
      return BEYOND;
    }
    View view = segment.file().pin(size);
    if (view == null) {
      return RETIRED;
    }
    LogSlice slice = null;
    try {
      ByteBuffer bytes = view.buffer();
      int position = positionOf(segment, bytes, offset, size);
      if (position == size) {
        return BEYOND;
      }
      int available = size - position;
      if (consistent && upToOffset >= nextOffset && available <= maxBytes) {
        slice = new SegmentSlice(view, position, available, nextOffset);
      } else {
        slice = bounded(segment, view, position, size, maxBytes, upToOffset, atLeastOneBatch);
      }
      return slice == null ? new EmptySlice(offset) : slice;
    } finally {
      if (slice == null) {
        view.release();
      }
    }
  }

  /** The longest run of whole batches from {@code position} within the bounds, or null. */
  private static LogSlice bounded(
      Segment segment,
      View view,
      int position,
      int size,
      int maxBytes,
      long upToOffset,
      boolean atLeastOneBatch) {
    ByteBuffer bytes = view.buffer();
    int limit = (int) Math.min(size, (long) position + maxBytes);
    int end = walkStart(segment, bytes, position, limit, upToOffset);
    long nextOffset = -1;
    while (end < size) {
      int batchBytes = checkedSize(segment, bytes, end, size);
      long lastOffset = RecordBatchHeader.lastOffset(bytes, end);
      boolean fits = batchBytes <= limit - end || (atLeastOneBatch && end == position);
      if (lastOffset >= upToOffset || !fits) {
        break;
      }
      nextOffset = lastOffset + 1;
      end += batchBytes;
    }
    return end == position ? null : new SegmentSlice(view, position, end - position, nextOffset);
  }

  /** Where to start walking: at a batch that surely belongs to the result, as late as possible. */
  private static int walkStart(
      Segment segment, ByteBuffer bytes, int position, int limit, long upToOffset) {
    OffsetIndex index = segment.offsetIndex();
    long byOffset = index.floorByOffset(upToOffset - 1 - segment.baseOffset());
    long byPosition = index.floorByPosition(limit);
    if (byPosition != OffsetIndex.NONE) {
      int at = OffsetIndex.position(byPosition);
      if (limit - at < HEADER_BYTES || RecordBatchHeader.sizeBytes(bytes, at) > limit - at) {
        byPosition = index.floorByPosition(at - 1L);
      }
    }
    if (byOffset == OffsetIndex.NONE || byPosition == OffsetIndex.NONE) {
      return position;
    }
    long entry =
        OffsetIndex.position(byOffset) < OffsetIndex.position(byPosition) ? byOffset : byPosition;
    return OffsetIndex.position(entry) > position && isTrue(segment, bytes, entry, limit)
        ? OffsetIndex.position(entry)
        : position;
  }

  /** Position of the first batch that ends at or above {@code offset}, or {@code size}. */
  static int positionOf(Segment segment, ByteBuffer bytes, long offset, int size) {
    long entry = segment.offsetIndex().floorByOffset(offset - segment.baseOffset());
    int position =
        entry != OffsetIndex.NONE && isTrue(segment, bytes, entry, size)
            ? OffsetIndex.position(entry)
            : 0;
    while (position < size && RecordBatchHeader.lastOffset(bytes, position) < offset) {
      position += checkedSize(segment, bytes, position, size);
    }
    return position;
  }

  /** As {@link #positionOf} for a segment that is not pinned yet. Called by the writer. */
  static int position(Segment segment, long offset) {
    int size = segment.size();
    if (size == 0) {
      return 0;
    }
    View view = segment.file().pin(size);
    try {
      return positionOf(segment, view.buffer(), offset, size);
    } finally {
      view.release();
    }
  }

  /** Base offset of the batch at {@code position}. Called by the writer. */
  static long baseOffsetAt(Segment segment, int position) {
    View view = segment.file().pin(segment.size());
    try {
      return RecordBatchHeader.baseOffset(view.buffer(), position);
    } finally {
      view.release();
    }
  }

  /** An index that was damaged after it was written costs time, never a wrong answer. */
  private static boolean isTrue(Segment segment, ByteBuffer bytes, long entry, int size) {
    int position = OffsetIndex.position(entry);
    return position >= 0
        && size - position >= HEADER_BYTES
        && RecordBatchHeader.lastOffset(bytes, position)
            == segment.baseOffset() + OffsetIndex.relativeOffset(entry);
  }

  /** Size of the batch at {@code position}, which must lie within {@code size}. */
  static int checkedSize(Segment segment, ByteBuffer bytes, int position, int size) {
    if (!Segment.isPlausible(bytes, position, size)) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "%s has no record batch at position %d, where one was written"
              .formatted(segment.file().path(), position));
    }
    return RecordBatchHeader.sizeBytes(bytes, position);
  }
}
