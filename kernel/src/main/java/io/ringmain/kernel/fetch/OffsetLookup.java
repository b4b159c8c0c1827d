package io.ringmain.kernel.fetch;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.record.RecordView;
import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSlice;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the offset that belongs to a time. The storage finds the record batch, and a look inside it
 * the record. Any thread; keeps nothing.
 */
public final class OffsetLookup {
  /** How much of the log is looked at in one piece, where one batch does not do. */
  private static final int LOOK_BYTES = 1 << 20;

  private final CompressionCodecs codecs;

  public OffsetLookup(CompressionCodecs codecs) {
    this.codecs = codecs;
  }

  /**
   * A record found.
   *
   * @param leaderEpoch the leader epoch in which it was appended, or −1
   */
  public record Found(long offset, long timestamp, int leaderEpoch) {}

  /**
   * The first committed record with at least this timestamp. Compaction may have left of a batch
   * that has it no more than the header: then it lies in one after it.
   */
  public Optional<Found> atOrAfter(Partition partition, long timestamp) {
    OptionalLong batch = partition.log().batchAtOrAfter(timestamp);
    return batch.isEmpty()
        ? Optional.empty()
        : walk(partition, batch.getAsLong(), timestamp, Walk.TO_FIRST);
  }

  /** The first committed record with the largest timestamp of all. */
  public Optional<Found> largestTimestamp(Partition partition) {
    OptionalLong batch = partition.log().batchWithLargestTimestamp();
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    long logStartOffset = partition.logStartOffset();
    if (batch.getAsLong() >= logStartOffset) {
      Optional<Found> found = walk(partition, batch.getAsLong(), Long.MIN_VALUE, Walk.ONE_BATCH);
      if (found.isPresent() || batch.getAsLong() >= partition.highWatermark()) {
        return found;
      }
    }
    // The log start cuts through that batch, or compaction has left no more of it than the header:
    // its largest timestamp may be gone, and any batch may have the largest that is left.
    return walk(partition, logStartOffset, Long.MIN_VALUE, Walk.TO_END);
  }

  /** How far to look. */
  private enum Walk {
    /** The largest timestamp of one batch. */
    ONE_BATCH,
    /** Until a record has the timestamp asked for. */
    TO_FIRST,
    /** The largest timestamp of all. */
    TO_END
  }

  /**
   * Looks at committed records from a batch on. As a rule the first batch has what is looked for;
   * where records below the log start had it, batches after it are passed over by their headers.
   */
  private Optional<Found> walk(Partition partition, long baseOffset, long atLeast, Walk walk) {
    long logStartOffset = partition.logStartOffset();
    long offset = Math.max(baseOffset, logStartOffset);
    Optional<Found> best = Optional.empty();
    RecordBatches batches = new RecordBatches();
    while (offset < partition.highWatermark()) {
      try (LogSlice slice = partition.reads().read(offset, LOOK_BYTES, true)) {
        batches.wrap(slice.buffer());
        while (batches.next()) {
          long wanted = best.isEmpty() ? atLeast : best.get().timestamp() + 1;
          if (batches.current().maxTimestamp() >= wanted) {
            Optional<Found> better = bestIn(batches.current(), logStartOffset, wanted, walk);
            best = better.isPresent() ? better : best;
          }
          if (walk == Walk.ONE_BATCH || (walk == Walk.TO_FIRST && best.isPresent())) {
            return best;
          }
        }
        if (slice.nextOffset() <= offset) {
          return best; // What follows lies above the high watermark.
        }
        offset = slice.nextOffset();
      }
    }
    return best;
  }

  /** The first record with at least this timestamp, or of those the first with the largest. */
  private Optional<Found> bestIn(
      RecordBatchView batch, long logStartOffset, long atLeast, Walk walk) {
    Optional<Found> best = Optional.empty();
    long wanted = atLeast;
    try (RecordIterator records = RecordIterator.skippingContents(codecs).wrap(batch)) {
      while (records.next()) {
        RecordView candidate = records.current();
        if (candidate.offset() >= logStartOffset && candidate.timestamp() >= wanted) {
          best =
              Optional.of(
                  new Found(
                      candidate.offset(), candidate.timestamp(), batch.partitionLeaderEpoch()));
          if (walk == Walk.TO_FIRST) {
            return best;
          }
          wanted = candidate.timestamp() + 1;
        }
      }
    }
    return best;
  }

  /** The leader epoch in which the record at an offset was, or will be, appended; −1 if unknown. */
  public static int leaderEpochAt(Partition partition, long offset) {
    int leaderEpoch = partition.log().latestLeaderEpoch();
    while (leaderEpoch > 0) {
      Optional<LeaderEpochEnd> before = partition.log().endOfLeaderEpoch(leaderEpoch - 1);
      if (before.isEmpty() || before.get().endOffset() <= offset) {
        return leaderEpoch;
      }
      leaderEpoch = before.get().leaderEpoch();
    }
    return leaderEpoch;
  }
}
