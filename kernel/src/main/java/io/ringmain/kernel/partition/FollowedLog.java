package io.ringmain.kernel.partition;

import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;

/**
 * A log while it follows a leader's: grows by what was fetched, and is cut where the two part; the
 * producers in it are kept in step. Ring thread.
 */
final class FollowedLog {
  private final PartitionLog log;
  private final ProducerStates producers;
  private final ProducerSnapshots snapshots;

  FollowedLog(PartitionLog log, ProducerStates producers, ProducerSnapshots snapshots) {
    this.log = log;
    this.producers = producers;
    this.snapshots = snapshots;
  }

  /**
   * Appends whole record batches as they are. Together, if a segment can hold them: the leader had
   * them one by one, and larger segments perhaps.
   */
  void append(ByteBuffer batches, int segmentBytes) {
    int sizeBytes = batches.remaining();
    boolean together = sizeBytes <= segmentBytes;
    if (together) {
      log.append(batches.duplicate());
    }
    RecordBatches walk = new RecordBatches().wrap(batches);
    while (walk.next()) {
      if (!together) {
        int from = walk.current().position();
        log.append(batches.slice(from, walk.position() - from));
      }
      producers.appended(walk.current());
    }
    snapshots.appended(sizeBytes);
  }

  /** Removes everything from an offset on. */
  void truncateTo(long offset) {
    log.truncateTo(offset);
    recover();
  }

  /** Begins anew, empty, at an offset. */
  void startAnewAt(long offset) {
    log.truncateFullyAndStartAt(offset);
    recover();
  }

  private void recover() {
    producers.clear();
    snapshots.recover();
  }
}
