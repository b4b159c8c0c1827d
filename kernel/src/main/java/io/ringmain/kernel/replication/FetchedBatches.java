package io.ringmain.kernel.replication;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a leader has answered for one partition, and how it becomes this replica's log. Made on the
 * replication ring, carried out on the partition's.
 */
final class FetchedBatches {
  private static final System.Logger LOG = System.getLogger(FetchedBatches.class.getName());

  private final FollowedPartition followed;
  private final FetchResponse.PartitionData answer;
  private final long fetchOffset;
  private volatile boolean failed;

  FetchedBatches(FollowedPartition followed, FetchResponse.PartitionData answer) {
    this.followed = followed;
    this.answer = answer;
    this.fetchOffset = followed.fetchOffset();
  }

  FollowedPartition followed() {
    return followed;
  }

  /** What the leader has committed. */
  long leaderHighWatermark() {
    return answer.highWatermark();
  }

  int sizeBytes() {
    return answer.records().sizeBytes();
  }

  /** Whether it could not be written, so that it is to be fetched again later. */
  boolean failed() {
    return failed;
  }

  /**
   * Ring thread of the partition.
   *
   * @return completes when the log's new end may be told to the leader
   */
  CompletionStage<?> apply() {
    Partition partition = followed.partition();
    if (partition.isLeader()
        || partition.latestEpoch() != followed.leaderEpoch()
        || partition.isOffline()) {
      failed = true; // Its role has changed meanwhile, or its disk has failed.
      return CompletableFuture.completedFuture(null);
    }
    try {
      if (answer.divergingEpoch().endOffset() >= 0) {
        truncate(partition);
      } else {
        append(partition);
      }
      return partition
          .following()
          .followable()
          .exceptionally(failure -> {
            failed = true;
            return null;
          });
    } catch (StorageException failure) {
      LOG.log(
          failure.kind().retriable() ? WARNING : ERROR,
          "{0} cannot follow its leader: {1}",
          partition.id(),
          failure.getMessage());
    } catch (RuntimeException failure) {
      LOG.log(ERROR, "what was fetched of " + partition.id() + " cannot be appended", failure);
    }
    failed = true;
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Cuts off what the leader does not have: this log goes on where both have the same leader epoch
   * last (KIP-101). Perhaps a step only: the next fetch tells.
   */
  private void truncate(Partition partition) {
    int leaderEpoch = answer.divergingEpoch().epoch();
    Optional<LeaderEpochEnd> own = partition.log().endOfLeaderEpoch(leaderEpoch);
    long ownEnd = own.map(LeaderEpochEnd::endOffset).orElse(partition.logStartOffset());
    long offset =
        Math.min(partition.logEndOffset(), Math.min(ownEnd, answer.divergingEpoch().endOffset()));
    LOG.log(
        INFO,
        "{0}: truncating to {1}, where it parts from its leader''s",
        partition.id(),
        Long.toString(offset));
    partition.following().truncateTo(offset);
  }

  private void append(Partition partition) {
    ByteBuffer batches =
        answer.records() instanceof BufferRecords records
            ? records.buffer().duplicate()
            : ByteBuffer.allocate(0);
    if (batches.hasRemaining() && fetchOffset != partition.logEndOffset()) {
      return; // Asked for before the log changed.
    }
    long firstOffset =
        batches.hasRemaining()
            ? new RecordBatchView().wrap(batches, batches.position()).baseOffset()
            : fetchOffset;
    boolean empty = partition.logStartOffset() == partition.logEndOffset();
    if (firstOffset < fetchOffset && !empty) {
      LOG.log(
          WARNING,
          "{0}: truncating to {1}: what ends at {2} here is one batch of the leader''s, so a disk"
              + " has lost what it had said was safe",
          partition.id(),
          Long.toString(firstOffset),
          Long.toString(fetchOffset));
      partition.following().truncateTo(firstOffset);
      return;
    }
    partition.following().append(checked(batches), answer.highWatermark(), answer.logStartOffset());
  }

  /** The whole batches. What the network or the leader's disk has damaged is not passed on. */
  private static ByteBuffer checked(ByteBuffer bytes) {
    RecordBatches walk = new RecordBatches().wrap(bytes);
    while (walk.next()) {
      RecordBatchView batch = walk.current();
      if (!batch.isCrcValid()) {
        throw new IllegalStateException(
            "the CRC of the batch at offset " + batch.baseOffset() + " is wrong");
      }
    }
    return bytes.limit(walk.position());
  }
}
