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
import java.util.function.LongPredicate;

/**
 * Finds the offset that belongs to a time. The storage finds the record batch, and a look inside it
 * the record. Any thread; keeps nothing.
 */
public final class OffsetLookup {
  private static final int LOOKED_AT_BYTES = 1 << 20;

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
        : firstFrom(partition, batch.getAsLong(), candidate -> candidate >= timestamp);
  }

  /** The first committed record with the largest timestamp of all. */
  public Optional<Found> largestTimestamp(Partition partition) {
    OptionalLong batch = partition.log().batchWithLargestTimestamp();
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    try (LogSlice slice = partition.read(batch.getAsLong(), 0, true)) {
      if (slice.sizeBytes() == 0) {
        return Optional.empty();
      }
      RecordBatchView view = new RecordBatchView().wrap(slice.buffer(), 0);
      long largest = view.recordsCount() > 0 ? view.maxTimestamp() : largestOfRecords(partition);
      return firstFrom(partition, batch.getAsLong(), candidate -> candidate >= largest)
          .or(() -> firstFrom(partition, partition.logStartOffset(), c -> c >= largest));
    }
  }

  /** For the rare log whose largest timestamp is that of a batch which compaction has emptied. */
  private static long largestOfRecords(Partition partition) {
    RecordBatches batches = new RecordBatches();
    long largest = RecordBatchView.NO_TIMESTAMP;
    long offset = partition.logStartOffset();
    while (offset < partition.highWatermark()) {
      try (LogSlice slice = partition.read(offset, LOOKED_AT_BYTES, true)) {
        batches.wrap(slice.buffer());
        while (batches.next()) {
          if (batches.current().recordsCount() > 0) {
            largest = Math.max(largest, batches.current().maxTimestamp());
          }
        }
        if (slice.sizeBytes() == 0) {
          break;
        }
        offset = slice.nextOffset();
      }
    }
    return largest;
  }

  private Optional<Found> firstFrom(Partition partition, long baseOffset, LongPredicate matches) {
    long offset = baseOffset;
    while (offset < partition.highWatermark()) {
      try (LogSlice slice = partition.read(offset, 0, true)) {
        Optional<Found> found = firstIn(slice, matches);
        if (found.isPresent() || slice.sizeBytes() == 0) {
          return found;
        }
        offset = slice.nextOffset();
      }
    }
    return Optional.empty();
  }

  private Optional<Found> firstIn(LogSlice slice, LongPredicate matches) {
    RecordBatches batches = new RecordBatches().wrap(slice.buffer());
    if (!batches.next()) {
      return Optional.empty(); // It lies above the high watermark.
    }
    RecordBatchView batch = batches.current();
    if (!matches.test(batch.maxTimestamp())) {
      return Optional.empty();
    }
    try (RecordIterator records = RecordIterator.skippingContents(codecs).wrap(batch)) {
      while (records.next()) {
        RecordView candidate = records.current();
        if (matches.test(candidate.timestamp())) {
          return Optional.of(
              new Found(candidate.offset(), candidate.timestamp(), batch.partitionLeaderEpoch()));
        }
      }
    }
    return Optional.empty();
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
