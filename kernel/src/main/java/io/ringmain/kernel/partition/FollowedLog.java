package io.ringmain.kernel.partition;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The log of one partition while it follows its leader's: grows by what was fetched, and is cut
 * where the two part; the producers in it are kept in step, and the high watermark is the leader's.
 *
 * <p>Ring thread. A log that fails at any of this is offline, and the exception is passed on.
 */
public final class FollowedLog {
  private static final System.Logger LOG = System.getLogger(FollowedLog.class.getName());

  private final Partition partition;
  private final HostedLog hosted;

  FollowedLog(Partition partition, HostedLog hosted) {
    this.partition = partition;
    this.hosted = hosted;
  }

  /**
   * Appends what was fetched: batches with offsets and leader epochs as the leader has them.
   *
   * @param batches whole record batches, CRCs checked, from the log end offset on
   * @param leaderHighWatermark what the leader says is committed
   * @param leaderLogStart where the leader's log starts
   * @throws StorageException if they cannot be written, or what is there cannot be read
   */
  public void append(ByteBuffer batches, long leaderHighWatermark, long leaderLogStart) {
    int sizeBytes = batches.remaining();
    if (sizeBytes > 0) {
      catchUp();
      try {
        beginWithin(RecordBatchHeader.baseOffset(batches, batches.position()));
        append(batches);
      } catch (StorageException failure) {
        hosted.failedToWrite(failure);
        throw failure;
      }
      partition.reads().grew(sizeBytes);
    }
    partition.committedByLeader(leaderHighWatermark);
    PartitionLog log = hosted.log();
    if (leaderLogStart > log.logStartOffset() && leaderLogStart <= partition.highWatermark()) {
      hosted.attempt(() -> log.advanceStart(leaderLogStart));
    }
  }

  private void catchUp() {
    try {
      hosted.snapshots().catchUp();
    } catch (StorageException failure) {
      hosted.failedToRead(failure);
      throw failure;
    }
  }

  /**
   * An empty log may begin within a batch, where records were deleted; there it is to begin with
   * the whole batch, as the leader's has it.
   */
  private void beginWithin(long baseOffset) {
    long endOffset = partition.logEndOffset();
    if (baseOffset < endOffset && endOffset == partition.logStartOffset()) {
      startAnewAt(baseOffset);
    }
  }

  /**
   * Together, if a segment can hold them: the leader had them one by one, and larger segments
   * perhaps.
   */
  private void append(ByteBuffer batches) {
    PartitionLog log = hosted.log();
    int sizeBytes = batches.remaining();
    boolean together = sizeBytes <= partition.config().segmentBytes();
    if (together) {
      log.append(batches.duplicate());
    }
    RecordBatches walk = new RecordBatches().wrap(batches);
    while (walk.next()) {
      if (!together) {
        int from = walk.current().position();
        log.append(batches.slice(from, walk.position() - from));
      }
      hosted.producers().appended(walk.current());
    }
    hosted.snapshots().appended(sizeBytes);
  }

  /** Removes everything from an offset on, where this log took another course than the leader's. */
  public void truncateTo(long offset) {
    if (offset < partition.highWatermark()) {
      LOG.log(
          WARNING,
          "{0} is truncated to {1}, below its high watermark {2}",
          hosted.id(),
          Long.toString(offset),
          Long.toString(partition.highWatermark()));
    }
    hosted.attempt(() -> hosted.log().truncateTo(offset));
    afterTruncation();
  }

  /** Begins anew where the leader's log starts, which is beyond the end of this. */
  public void startAnewAt(long offset) {
    hosted.attempt(() -> hosted.log().truncateFullyAndStartAt(offset));
    afterTruncation();
  }

  private void afterTruncation() {
    hosted.attempt(hosted::truncated);
    partition.startFrom(partition.highWatermark());
  }

  /**
   * Completes when what was appended so far may be told to a leader: at once, or when it is on disk
   * if acknowledgements wait for that. On a thread of the storage, perhaps.
   */
  public CompletionStage<?> followable() {
    return hosted.flushes().followable(partition.config());
  }
}
