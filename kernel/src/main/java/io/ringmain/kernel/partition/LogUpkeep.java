package io.ringmain.kernel.partition;

import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.util.HashMap;
import java.util.Map;

/**
 * What is done to the log of one partition, led or followed, apart from appending to it: records
 * are deleted, by request or because they are old; segments are compacted; the log moves to another
 * directory.
 *
 * <p>Ring thread, but for what says otherwise.
 */
public final class LogUpkeep {
  private final Partition partition;
  private final HostedLog hosted;

  LogUpkeep(Partition partition, HostedLog hosted) {
    this.partition = partition;
    this.hosted = hosted;
  }

  /**
   * Deletes records below an offset (DeleteRecords), as far as they are committed.
   *
   * @return the new log start offset
   * @throws StorageException if the log fails
   */
  public long deleteRecordsBelow(long offset) {
    long committed = Math.min(offset, partition.highWatermark());
    hosted.attempt(() -> hosted.log().advanceStart(committed));
    partition.reads().wakeFollowers(); // Answered now, they delete theirs too.
    return partition.logStartOffset();
  }

  /** Applies retention by time and size, and forgets producers long silent. */
  public void retain(long nowMs, long producerExpirationMs) {
    hosted.attempt(() ->
        Retention.newLogStart(hosted.log(), partition.config(), partition.highWatermark(), nowMs)
            .ifPresent(offset -> {
              hosted.log().advanceStart(offset);
              partition.reads().wakeConsumers();
            }));
    hosted.producers().expire(nowMs - producerExpirationMs);
  }

  /** Any thread. Where compaction goes on. */
  public long firstDirtyOffset() {
    return hosted.firstDirtyOffset();
  }

  /** The last offset of each producer, whose batch compaction must not drop. */
  public Map<Long, Long> lastOffsetsOfProducers() {
    Map<Long, Long> offsets = new HashMap<>();
    for (ProducerState producer : hosted.producers().all()) {
      offsets.put(producer.producerId(), producer.lastOffset());
    }
    return offsets;
  }

  /**
   * Puts rewritten segments in place of the old ones.
   *
   * @return false when those are not there any more
   */
  public boolean replace(LogRewrite rewrite) {
    if (hosted.isOffline() || hosted.isMoving()) {
      return false;
    }
    try {
      return hosted.log().replace(rewrite);
    } catch (StorageException failure) {
      hosted.failedToWrite(failure);
      throw failure;
    }
  }

  /**
   * Notes that everything below an offset is compacted.
   *
   * @param compacted the log that was
   * @param forGood how far that holds after a restart too, with other codecs installed perhaps
   */
  @SuppressWarnings("ReferenceEquality") // A log that has moved is another one of the same name.
  public void compactedTo(PartitionLog compacted, long offset, long forGood) {
    if (!hosted.isClosed() && !hosted.isMoving() && compacted == hosted.log()) {
      hosted.compactedTo(offset, forGood);
    }
  }

  /**
   * Any thread. Whether the log is being copied to another directory, and so must not be compacted:
   * a copy from before and one from after it do not fit together.
   */
  public boolean isMoving() {
    return hosted.isMoving();
  }

  /** A copy of the log in another directory is begun, or given up. */
  public void moving(boolean nowMoving) {
    hosted.moving(nowMoving);
  }

  /** Goes on with another log, which holds the same. */
  public void takeOver(PartitionLog successor) {
    hosted.takeOver(successor);
  }
}
