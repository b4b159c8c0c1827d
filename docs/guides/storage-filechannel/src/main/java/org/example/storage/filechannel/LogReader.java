package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** Finds batches and copies them out (S17, S18, S29). Any number of threads at the same time. */
final class LogReader {
  private final LogId id;
  private final LogView view;

  LogReader(LogId id, LogView view) {
    this.id = id;
    this.view = view;
  }

  LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    return reading(() -> {
      long end = view.logEndOffset();
      if (offset < view.logStartOffset() || offset > end) {
        throw new OffsetOutOfRangeException(id, offset, view.logStartOffset(), end);
      }
      for (Segment segment : view.from(offset)) {
        Iterator<Batch> batches = segment.batchesFrom(offset).iterator();
        if (batches.hasNext()) {
          return copy(
              segment, batches, offset, maxBytes, Math.min(upToOffset, end), atLeastOneBatch);
        }
      }
      return CopiedSlice.empty(offset);
    });
  }

  private static LogSlice copy(
      Segment segment,
      Iterator<Batch> batches,
      long offset,
      int maxBytes,
      long upToOffset,
      boolean atLeastOneBatch)
      throws IOException {
    Batch first = batches.next();
    boolean fits = first.sizeBytes() <= maxBytes || atLeastOneBatch;
    if (first.lastOffset() >= upToOffset || !fits) {
      return CopiedSlice.empty(offset);
    }
    Batch last = first;
    while (batches.hasNext()) {
      Batch next = batches.next();
      if (next.lastOffset() >= upToOffset || next.endPosition() - first.position() > maxBytes) {
        break;
      }
      last = next;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) (last.endPosition() - first.position()));
    segment.read(bytes, first.position());
    return new CopiedSlice(bytes, last.lastOffset() + 1);
  }

  OptionalLong batchAtOrAfter(long timestamp) {
    return reading(() -> {
      for (Segment segment : view.from(view.logStartOffset())) {
        if (segment.largestTimestamp() >= timestamp) {
          for (Batch batch : segment.batchesFrom(view.logStartOffset())) {
            if (batch.maxTimestamp() >= timestamp) {
              return OptionalLong.of(batch.baseOffset());
            }
          }
        }
      }
      return OptionalLong.empty();
    });
  }

  OptionalLong batchWithLargestTimestamp() {
    long largest =
        reading(() -> {
          long found = Long.MIN_VALUE;
          for (Segment segment : view.from(view.logStartOffset())) {
            for (Batch batch : segment.batchesFrom(view.logStartOffset())) {
              found = Math.max(found, batch.maxTimestamp());
            }
          }
          return found;
        });
    return batchAtOrAfter(largest);
  }

  List<LogSegmentInfo> segments() {
    return reading(() -> view.segments().stream().map(Segment::info).toList());
  }

  long sizeBytes() {
    return reading(() -> {
      long start = view.logStartOffset();
      return view.segments().stream().mapToLong(segment -> segment.bytesFrom(start)).sum();
    });
  }

  private <T> T reading(LogView.Io<T> read) {
    try {
      return view.reading(read);
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.OFFLINE, "cannot read " + id + ": " + e, e);
    }
  }
}
