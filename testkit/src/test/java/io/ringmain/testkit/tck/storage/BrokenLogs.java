package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs that break S7 to S31, each in one way. */
final class BrokenLogs {
  private BrokenLogs() {}

  /** The batches of an append, one buffer for each; none if they are not whole. */
  private static List<ByteBuffer> split(ByteBuffer batches) {
    List<ByteBuffer> single = new ArrayList<>();
    int position = batches.position();
    while (position + RecordBatchHeader.HEADER_BYTES <= batches.limit()) {
      int size = RecordBatchHeader.sizeBytes(batches, position);
      if (size < RecordBatchHeader.HEADER_BYTES || size > batches.limit() - position) {
        return List.of();
      }
      single.add(batches.slice(position, size));
      position += size;
    }
    return single;
  }

  /** S7: only the first thread may write. */
  static PartitionLog boundToAThread(PartitionLog real) {
    Thread first = Thread.currentThread();
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        if (Thread.currentThread() != first) {
          throw new IllegalStateException("not on this thread");
        }
        super.append(recordBatches);
      }
    };
  }

  /** S7: other threads than the one that opened the log may meet half a batch. */
  static PartitionLog torn(PartitionLog real) {
    Thread first = Thread.currentThread();
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        return new ForwardingSlice(super.read(offset, maxBytes, upToOffset, atLeastOneBatch)) {
          @Override
          public ByteBuffer buffer() {
            ByteBuffer whole = super.buffer();
            if (Thread.currentThread() == first || !whole.hasRemaining()) {
              return whole;
            }
            ByteBuffer damaged = ByteBuffer.allocate(whole.remaining()).put(whole).flip();
            return damaged.put(damaged.limit() - 1, (byte) ~damaged.get(damaged.limit() - 1));
          }
        };
      }
    };
  }

  /** S8: other threads see a new leader epoch late. */
  static PartitionLog late(PartitionLog real) {
    Thread writer = Thread.currentThread();
    return new ForwardingLog(real) {
      private volatile int former = -1;

      @Override
      public void append(ByteBuffer recordBatches) {
        former = super.latestLeaderEpoch();
        super.append(recordBatches);
      }

      @Override
      public int latestLeaderEpoch() {
        return Thread.currentThread() == writer ? super.latestLeaderEpoch() : former;
      }
    };
  }

  /** S10: the leader epoch of a refused append has begun. */
  static PartitionLog leavingTraces(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        try {
          super.append(recordBatches);
        } catch (IllegalArgumentException refused) {
          split(recordBatches)
              .forEach(batch -> super.startLeaderEpoch(RecordBatchHeader.leaderEpoch(batch, 0)));
          throw refused;
        }
      }
    };
  }

  /** S10: after an I/O error truncation seems to succeed. */
  static PartitionLog carryingOn(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void truncateTo(long offset) {
        try {
          super.truncateTo(offset);
        } catch (StorageException failedBefore) {
          // Said nothing.
        }
      }
    };
  }

  /** S11: the start is wherever it was last put. */
  static PartitionLog withStartGoingBack(PartitionLog real) {
    return new ForwardingLog(real) {
      private long lowered = Long.MAX_VALUE;

      @Override
      public void advanceStart(long newLogStartOffset) {
        super.advanceStart(newLogStartOffset);
        lowered = newLogStartOffset;
      }

      @Override
      public void truncateFullyAndStartAt(long offset) {
        super.truncateFullyAndStartAt(offset);
        lowered = Long.MAX_VALUE;
      }

      @Override
      public long logStartOffset() {
        return Math.min(lowered, super.logStartOffset());
      }
    };
  }

  /** S12: what does not fit is dropped without a word. */
  static PartitionLog silent(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        try {
          super.append(recordBatches);
        } catch (IllegalArgumentException refused) {
          if (recordBatches.limit() > 4_096) {
            throw refused;
          }
        }
      }
    };
  }

  /** S13: an append of many batches is that of one after the other. */
  static PartitionLog piecemeal(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        List<ByteBuffer> batches = split(recordBatches);
        if (batches.size() < 3) {
          super.append(recordBatches);
        } else {
          batches.forEach(super::append);
        }
      }
    };
  }

  /** S14: a batch is readable only when another follows. */
  static PartitionLog oneBehind(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        long upTo = upToOffset == super.logEndOffset() ? upToOffset - 1 : upToOffset;
        return super.read(offset, maxBytes, upTo, atLeastOneBatch);
      }
    };
  }

  /** S15: the buffer is taken from its very beginning. */
  static PartitionLog ignoringPosition(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        super.append(recordBatches.duplicate().position(0));
      }
    };
  }

  /** S16: a leader epoch begins at the log end instead of at its batch. */
  static PartitionLog beginningEpochsEarly(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void append(ByteBuffer recordBatches) {
        List<ByteBuffer> batches = split(recordBatches);
        long end = super.logEndOffset();
        if (!batches.isEmpty() && RecordBatchHeader.baseOffset(batches.getFirst(), 0) > end) {
          super.startLeaderEpoch(RecordBatchHeader.leaderEpoch(batches.getFirst(), 0));
        }
        super.append(recordBatches);
      }
    };
  }

  /** S17: the bound is taken as inclusive. */
  static PartitionLog beyondTheBound(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        long upTo = atLeastOneBatch || upToOffset == Long.MAX_VALUE ? upToOffset : upToOffset + 1;
        return super.read(offset, maxBytes, upTo, atLeastOneBatch);
      }
    };
  }

  /** S17: there is always at least one batch. */
  static PartitionLog generous(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        return super.read(offset, maxBytes, upToOffset, true);
      }
    };
  }

  /** S17: outside of the log there is simply nothing. */
  static PartitionLog boundless(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        try {
          return super.read(offset, maxBytes, upToOffset, atLeastOneBatch);
        } catch (OffsetOutOfRangeException outside) {
          return super.read(super.logEndOffset(), 0, upToOffset, false);
        }
      }
    };
  }

  /** S18: a slice is looked up when its bytes are asked for. */
  static PartitionLog readingLate(PartitionLog log) {
    return new ForwardingLog(log) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        return new ForwardingSlice(super.read(offset, maxBytes, upToOffset, atLeastOneBatch)) {
          @Override
          public ByteBuffer buffer() {
            int bytes = super.buffer().remaining();
            return log.read(offset, bytes, upToOffset, false).buffer();
          }
        };
      }
    };
  }

  /** S19: any leader epoch will do. */
  static PartitionLog takingAnyLeaderEpoch(PartitionLog real) {
    return new ForwardingLog(real) {
      private int started = -1;

      @Override
      public void startLeaderEpoch(int leaderEpoch) {
        super.startLeaderEpoch(leaderEpoch);
        started = leaderEpoch < super.latestLeaderEpoch() ? leaderEpoch : started;
      }

      @Override
      public int latestLeaderEpoch() {
        return started >= 0 ? started : super.latestLeaderEpoch();
      }

      @Override
      public void append(ByteBuffer recordBatches) {
        started = -1;
        super.append(recordBatches);
      }
    };
  }

  /** S20: only leader epochs that are known have an end. */
  static PartitionLog knowingOnlyExactEpochs(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
        return super.endOfLeaderEpoch(leaderEpoch)
            .filter(found -> found.leaderEpoch() == leaderEpoch);
      }
    };
  }

  /** S21: a batch that holds the offset inside stays. */
  static PartitionLog sparingTheBatchCutThrough(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void truncateTo(long offset) {
        long to = offset;
        if (offset > super.logStartOffset() && offset < super.logEndOffset()) {
          try (LogSlice slice = super.read(offset, 0, Long.MAX_VALUE, true)) {
            long base = RecordBatchHeader.baseOffset(slice.buffer(), 0);
            to = base < offset ? slice.nextOffset() : offset;
          }
        }
        super.truncateTo(to);
      }
    };
  }

  /** S21: a leader epoch that begins at the log end, and has no records, stays. */
  static PartitionLog keepingLeaderEpochAtTheEnd(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void truncateTo(long offset) {
        if (offset < super.logEndOffset()) {
          super.truncateTo(offset);
        }
      }
    };
  }

  /** S21: snapshots beyond the new end stay. */
  static PartitionLog keepingSnapshots(PartitionLog real) {
    return new ForwardingLog(real) {
      private Optional<LogSnapshot> beforeTruncation = Optional.empty();

      @Override
      public void truncateTo(long offset) {
        beforeTruncation = super.latestSnapshot(Long.MAX_VALUE);
        super.truncateTo(offset);
      }

      @Override
      public Optional<LogSnapshot> latestSnapshot(long atMost) {
        return beforeTruncation.isPresent() ? beforeTruncation : super.latestSnapshot(atMost);
      }
    };
  }

  /** S22: segments below the start stay. */
  static PartitionLog keepingSegments(PartitionLog real) {
    return new ForwardingLog(real) {
      private List<LogSegmentInfo> kept = List.of();

      @Override
      public void advanceStart(long newLogStartOffset) {
        kept = super.segments();
        super.advanceStart(newLogStartOffset);
      }

      @Override
      public List<LogSegmentInfo> segments() {
        return kept.isEmpty() ? super.segments() : kept;
      }
    };
  }

  /** S22: a start above the end is taken for the end. */
  static PartitionLog clampingTheStart(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public void advanceStart(long newLogStartOffset) {
        super.advanceStart(Math.min(newLogStartOffset, super.logEndOffset()));
      }
    };
  }

  /** S23: one snapshot is kept. */
  static PartitionLog keepingOneSnapshot(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public Optional<LogSnapshot> latestSnapshot(long atMost) {
        Optional<LogSnapshot> latest = super.latestSnapshot(Long.MAX_VALUE);
        return latest.filter(snapshot -> snapshot.offset() <= atMost);
      }
    };
  }

  /** S24: a closed slice can be read. */
  static PartitionLog withLastingSlices(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        LogSlice slice = super.read(offset, maxBytes, upToOffset, atLeastOneBatch);
        ByteBuffer content = slice.buffer();
        return new ForwardingSlice(slice) {
          @Override
          public ByteBuffer buffer() {
            return content.duplicate();
          }
        };
      }
    };
  }

  /** S24: small slices are kept by their log, and end with it. */
  static PartitionLog takingSlicesAlong(PartitionLog real) {
    return new ForwardingLog(real) {
      private boolean closed;

      @Override
      public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
        return new ForwardingSlice(super.read(offset, maxBytes, upToOffset, atLeastOneBatch)) {
          @Override
          public ByteBuffer buffer() {
            if (closed && super.sizeBytes() < 512) {
              throw new IllegalStateException("the log is closed");
            }
            return super.buffer();
          }
        };
      }

      @Override
      public void close() {
        closed = true;
        super.close();
      }
    };
  }

  /** S29: a timestamp must be passed, not reached. */
  static PartitionLog passingTimestamps(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public OptionalLong batchAtOrAfter(long timestamp) {
        return super.batchAtOrAfter(timestamp + 1);
      }
    };
  }

  /** S31: a flush tells what was durable before it. */
  static PartitionLog tellingTheFormerDurableOffset(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public CompletionStage<Long> flush() {
        long former = super.durableOffset();
        var _ = super.flush();
        return CompletableFuture.completedFuture(former);
      }
    };
  }

  /** S31: what was durable once stays so, even when it is cut off. */
  static PartitionLog durableForEver(PartitionLog real) {
    return new ForwardingLog(real) {
      private long largest;

      @Override
      public long durableOffset() {
        largest = Math.max(largest, super.durableOffset());
        return largest;
      }

      @Override
      public CompletionStage<Long> flush() {
        return super.flush().whenComplete((offset, _) -> largest = Math.max(largest, offset));
      }
    };
  }

  /** S3: whatever was appended is said to be durable. */
  static PartitionLog durableAtOnce(PartitionLog real) {
    return new ForwardingLog(real) {
      @Override
      public long durableOffset() {
        return super.logEndOffset();
      }
    };
  }
}
