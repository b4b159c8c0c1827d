package io.ringmain.kernel.partition;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.TimestampType;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;

/**
 * Steps 4 and 7 of the write path for one partition, as long as this broker leads it: what
 * producers send is appended, and acknowledged when it is safe enough for them.
 *
 * <pre>
 *   append ──▶ refused                              answered at once
 *      ├─────▶ a repetition ──┐
 *      └─────▶ written ───────┴─▶ acks=1, acks=all  wait in {@link Acknowledgements}
 *                             └─▶ acks=0            answered at once
 * </pre>
 *
 * <p>Ring thread. Hot path: allocates nothing.
 */
public final class LeaderAppends {
  private static final System.Logger LOG = System.getLogger(LeaderAppends.class.getName());

  private final Partition partition;
  private final HostedLog hosted;
  private final Acknowledgements acknowledgements = new Acknowledgements();

  LeaderAppends(Partition partition, HostedLog hosted) {
    this.partition = partition;
    this.hosted = hosted;
  }

  /**
   * Step 4 of the write path: assigns offsets and leader epoch to one record batch, checks its
   * producer, and appends it.
   *
   * @param batch whole and checked; its header is changed in place
   * @param acks as in a produce request: 0, 1 or −1 for all
   * @param completion told when the append is acknowledged as {@code acks} asks, or at once when it
   *     is refused or a repetition already acknowledged
   */
  public void append(
      ByteBuffer bytes,
      RecordBatchView batch,
      short acks,
      long deadlineNs,
      AppendCompletion completion,
      int index,
      AppendOutcome scratch,
      Wakes wakes) {
    if (refusedBeforeChecks(acks, scratch) || !knowsProducers(scratch)) {
      completion.onAppended(index, scratch, wakes);
      return;
    }
    ProducerStates producers = hosted.producers();
    ErrorCode fault = producers.check(batch);
    if (fault == ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
      long baseOffset = producers.offsetOfDuplicate(batch);
      scratch.appended(
          baseOffset,
          baseOffset + batch.lastOffsetDelta(),
          producers.timestampOfDuplicate(batch),
          partition.logStartOffset());
    } else if (fault != ErrorCode.NONE) {
      completion.onAppended(index, scratch.refused(fault, producers.describe(batch)), wakes);
      return;
    } else if (!write(bytes, batch, scratch)) {
      completion.onAppended(index, scratch, wakes);
      return;
    }
    if (acks == 0) {
      completion.onAppended(index, scratch, wakes);
    } else {
      acknowledgements.await(acks, completion, index, scratch, deadlineNs);
      completion.onWritten(index);
    }
  }

  /** Appends nothing, and is told when all that is in the log is committed. */
  public void awaitCommit(
      long deadlineNs, AppendCompletion completion, int index, AppendOutcome scratch, Wakes wakes) {
    if (refusedBeforeChecks((short) 1, scratch)) {
      completion.onAppended(index, scratch, wakes);
    } else {
      long last = partition.logEndOffset() - 1;
      scratch.appended(last, last, AppendOutcome.NONE, partition.logStartOffset());
      acknowledgements.await((short) -1, completion, index, scratch, deadlineNs);
    }
  }

  /** It may have become leader after its log was cut and could not be read. */
  private boolean knowsProducers(AppendOutcome scratch) {
    try {
      hosted.snapshots().catchUp();
      return true;
    } catch (StorageException failure) {
      LOG.log(WARNING, "append to {0} refused: {1}", hosted.id(), failure.getMessage());
      hosted.failedToRead(failure);
      scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, failure.getMessage());
      return false;
    }
  }

  private boolean refusedBeforeChecks(short acks, AppendOutcome scratch) {
    if (!partition.isLeader()) {
      scratch.refused(ErrorCode.NOT_LEADER_OR_FOLLOWER, "not the leader of " + hosted.id());
      return true;
    }
    if (hosted.isOffline()) {
      scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, whyOffline());
      return true;
    }
    if (acks == -1 && partition.isUnderMinInSync()) {
      scratch.refused(
          ErrorCode.NOT_ENOUGH_REPLICAS,
          "%d in-sync replicas of %s; min.insync.replicas is %d"
              .formatted(
                  partition.followers().inSyncCount(),
                  hosted.id(),
                  partition.config().minInsyncReplicas()));
      return true;
    }
    return false;
  }

  private String whyOffline() {
    return "the log of " + hosted.id() + " is offline";
  }

  private boolean write(ByteBuffer bytes, RecordBatchView batch, AppendOutcome scratch) {
    batch.baseOffset(partition.logEndOffset());
    batch.partitionLeaderEpoch(partition.leaderEpoch());
    try {
      hosted.log().append(bytes);
    } catch (StorageException failure) {
      storageFailed(failure, scratch);
      return false;
    }
    hosted.producers().appended(batch);
    partition.reads().grew(batch.sizeBytes());
    scratch.appended(
        batch.baseOffset(),
        batch.lastOffset(),
        batch.timestampType() == TimestampType.LOG_APPEND_TIME
            ? batch.maxTimestamp()
            : AppendOutcome.NONE,
        partition.logStartOffset());
    hosted.snapshots().appended(batch.sizeBytes());
    return true;
  }

  private void storageFailed(StorageException failure, AppendOutcome scratch) {
    if (failure.kind().retriable()) {
      LOG.log(WARNING, "append to {0} refused: {1}", hosted.id(), failure.getMessage());
    } else {
      hosted.failedToWrite(failure);
    }
    scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, failure.getMessage());
  }

  /** Step 7 of the write path: acknowledges what is appended, or committed. */
  public void acknowledge(AppendOutcome scratch, Wakes wakes) {
    LogFlushes flushes = hosted.flushes();
    acknowledgements.acknowledge(
        flushes.acknowledgeableOffset(partition.config()),
        partition.highWatermark(),
        partition.logStartOffset(),
        scratch,
        wakes);
    if (hosted.isOffline() && flushes.beforeAcknowledgements(partition.config()) && areWaiting()) {
      failOffline(wakes);
    }
  }

  /** Whether appends wait for replicas or a flush. */
  public boolean areWaiting() {
    return !acknowledgements.isEmpty();
  }

  /** Tells appends whose time is over that they timed out; they may yet be committed. */
  public void expire(long nowNs, Wakes wakes) {
    acknowledgements.expire(nowNs, wakes);
  }

  /** This broker does not lead any longer: others may yet commit what waits. */
  void failResigned(Wakes wakes) {
    acknowledgements.fail(
        ErrorCode.NOT_LEADER_OR_FOLLOWER, "no longer the leader of " + hosted.id(), wakes);
  }

  /** The log is offline: what waits for it is not heard of here any more. */
  void failOffline(Wakes wakes) {
    acknowledgements.fail(ErrorCode.KAFKA_STORAGE_ERROR, whyOffline(), wakes);
  }
}
