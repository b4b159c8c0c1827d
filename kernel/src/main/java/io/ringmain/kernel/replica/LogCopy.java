package io.ringmain.kernel.replica;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes one log what another is, which goes on changing: it may grow, be cut at its end where it
 * took another course than its leader's, and be cut at its start. One thread at a time.
 */
final class LogCopy {
  private static final int PIECE_BYTES = 1 << 20;

  private final Supplier<PartitionLog> source;
  private final PartitionLog future;
  private final int pieceBytes;

  /**
   * @param segmentBytes what the future log takes at once
   */
  LogCopy(Supplier<PartitionLog> source, PartitionLog future, int segmentBytes) {
    this.source = source;
    this.future = future;
    this.pieceBytes = Math.min(PIECE_BYTES, segmentBytes);
  }

  PartitionLog future() {
    return future;
  }

  /** How much there is still to copy, as far as sizes tell. */
  long missingBytes() {
    PartitionLog log = source.get();
    return future.logEndOffset() >= log.logEndOffset()
        ? 0
        : Math.max(1, log.sizeBytes() - future.sizeBytes());
  }

  /**
   * Copies a piece.
   *
   * @return how many bytes, 0 when there was nothing more
   */
  int copy() {
    PartitionLog log = source.get();
    align(log);
    long from = future.logEndOffset();
    if (from >= log.logEndOffset()) {
      return 0;
    }
    try (LogSlice slice = log.read(from, pieceBytes, Long.MAX_VALUE, true)) {
      ByteBuffer batches = slice.buffer();
      if (!batches.hasRemaining()) {
        return 0;
      }
      long baseOffset = RecordBatchHeader.baseOffset(batches, batches.position());
      if (baseOffset < from) {
        future.truncateTo(baseOffset);
      }
      int bytes = batches.remaining();
      future.append(batches);
      return bytes;
    }
  }

  /** Cuts off what the log does not have any more, at either end. */
  private void align(PartitionLog log) {
    if (future.logEndOffset() < log.logStartOffset()) {
      future.truncateFullyAndStartAt(log.logStartOffset());
      return;
    }
    long common = Math.min(commonEnd(log), log.logEndOffset());
    if (common < future.logEndOffset()) {
      future.truncateTo(common);
    }
    if (future.logStartOffset() < log.logStartOffset()
        && future.logEndOffset() >= log.logStartOffset()) {
      future.advanceStart(log.logStartOffset());
    }
  }

  /** Up to where both have the same leader epochs, and so the same batches (KIP-101). */
  private long commonEnd(PartitionLog log) {
    int latest = future.latestLeaderEpoch();
    if (latest < 0 || future.logEndOffset() == future.logStartOffset()) {
      return future.logEndOffset();
    }
    Optional<LeaderEpochEnd> theirs = log.endOfLeaderEpoch(latest);
    if (theirs.isEmpty()) {
      return log.logStartOffset();
    }
    long own =
        future
            .endOfLeaderEpoch(theirs.get().leaderEpoch())
            .map(LeaderEpochEnd::endOffset)
            .orElse(future.logStartOffset());
    return Math.min(own, theirs.get().endOffset());
  }

  /** What is not in record batches: a leader epoch that has none yet. */
  void finish() {
    future.startLeaderEpoch(source.get().latestLeaderEpoch());
  }
}
