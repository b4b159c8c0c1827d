package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The reading side of a log: finds batches by offset and by timestamp across its segments.
 *
 * <p>Called from any thread, without locks. {@link #read} is hot path and allocates only the slice.
 */
final class LogReader {
  private final LogState state;
  private final Consumer<StorageException> onFailure;

  /**
   * @param onFailure told of an I/O error
   */
  LogReader(LogState state, Consumer<StorageException> onFailure) {
    this.state = state;
    this.onFailure = onFailure;
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#read}. */
  LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    try {
      return found(offset, maxBytes, upToOffset, atLeastOneBatch);
    } catch (StorageException failure) {
      throw failed(failure);
    } catch (InternalError fault) {
      throw failed(faulty(fault));
    }
  }

  private StorageException failed(StorageException failure) {
    if (failure.kind() == StorageException.Kind.OFFLINE) {
      onFailure.accept(failure);
    }
    return failure;
  }

  /** How the JVM reports a fault of a mapping: the disk failed under it. */
  private StorageException faulty(InternalError fault) {
    return new StorageException(
        StorageException.Kind.OFFLINE, "cannot read the mapping of " + state.folder, fault);
  }

  private LogSlice found(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    while (true) {
      SegmentList list = state.segments;
      long end = state.logEndOffset;
      long start = state.logStartOffset;
      if (offset < start || offset > end) {
        throw new OffsetOutOfRangeException(state.id, offset, start, end);
      }
      long upTo = Math.min(upToOffset, end);
      if (offset >= upTo) {
        return new EmptySlice(offset);
      }
      LogSlice found = SegmentReader.BEYOND;
      for (int i = list.floor(offset); i < list.size() && SegmentReader.isBeyond(found); i++) {
        found = SegmentReader.read(list.at(i), offset, maxBytes, upTo, atLeastOneBatch);
      }
      if (!SegmentReader.isRetired(found) && !SegmentReader.isBeyond(found)) {
        return found;
      }
      if (SegmentReader.isBeyond(found) && list == state.segments) {
        return new EmptySlice(offset);
      }
      awaitOtherThan(list);
    }
  }

  /**
   * A segment was retired under a reader: the writer, truncating, is about to publish a new list.
   */
  private void awaitOtherThan(SegmentList list) {
    while (list == state.segments) {
      StorageException cause = state.failure;
      if (cause != null) {
        throw cause;
      }
      if (state.closed) {
        throw new IllegalStateException(state.id + " is closed");
      }
      LockSupport.parkNanos(this, 50_000);
    }
  }

  OptionalLong batchAtOrAfter(long timestamp) {
    return search(list -> TimestampSearch.firstAtOrAfter(list, state.logStartOffset, timestamp));
  }

  OptionalLong batchWithLargestTimestamp() {
    return search(list -> TimestampSearch.firstWithLargest(list, state.logStartOffset));
  }

  private OptionalLong search(Function<SegmentList, OptionalLong> search) {
    try {
      while (true) {
        SegmentList list = state.segments;
        OptionalLong found = search.apply(list);
        if (list.asList().stream().noneMatch(Segment::isRetired)) {
          return found;
        }
        awaitOtherThan(list);
      }
    } catch (StorageException failure) {
      throw failed(failure);
    } catch (InternalError fault) {
      throw failed(faulty(fault));
    }
  }

  List<LogSegmentInfo> segments() {
    List<LogSegmentInfo> infos = new ArrayList<>();
    for (Segment segment : state.segments.asList()) {
      infos.add(
          new LogSegmentInfo(
              segment.baseOffset(),
              segment.nextOffset(),
              segment.size(),
              segment.largestTimestamp(),
              segment.lastModifiedMs()));
    }
    return infos;
  }
}
