package io.ringmain.kernel.partition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.BatchRules;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.TimestampType;
import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One partition that this broker leads.
 *
 * <p>Written by one ring thread, that of its shard: methods say <em>ring thread</em> in their
 * Javadoc. What transport threads may read is marked <em>any thread</em>.
 *
 * <pre>
 *   opening ──▶ becomeLeader(leader epoch) ──▶ append* ──▶ resign ──▶ close
 *                                               │
 *                              storage fails ──▶ offline: appends are refused, reads go on
 * </pre>
 *
 * <p>Hot path: appending and reading allocate nothing here beyond the slice read.
 */
public final class Partition {
  private static final System.Logger LOG = System.getLogger(Partition.class.getName());

  /** What stands for a leader epoch when this broker does not lead. */
  public static final int NOT_LEADER = -1;

  private static final int NO_LEADER_EPOCH = -1;

  /** What {@link #claimTimedFlush} says when no flush is to be timed. */
  public static final long NO_FLUSH = -1;

  private final LogId id;
  private final PartitionLog log;
  private final boolean flushBeforeAcknowledge;
  private final ProducerStates producers = new ProducerStates();
  private final ProducerSnapshots snapshots;
  private final AwaitingAcks awaitingAppend = new AwaitingAcks();
  private final AwaitingAcks awaitingCommit = new AwaitingAcks();
  private final DataWaiters waiters = new DataWaiters();

  private volatile TopicConfig config;
  private volatile BatchRules rules;
  private volatile int leaderEpoch = NOT_LEADER;
  private volatile long highWatermark;
  private volatile long firstDirtyOffset;
  private volatile boolean flushFailed;
  private volatile boolean flushUnderWay;
  private boolean flushTimed;
  private int inSyncReplicas;
  private int appendedBytes;
  private boolean touched;
  private boolean offline;
  private boolean closed;

  /**
   * @param log just opened; what its producers were is read from it here, so this may take a while
   *     and is done on a thread of the storage, not on a ring
   */
  public Partition(PartitionLog log, TopicConfig config, boolean flushBeforeAcknowledge) {
    this.id = log.id();
    this.log = log;
    this.config = config;
    this.rules = TopicRules.of(config);
    this.flushBeforeAcknowledge = flushBeforeAcknowledge;
    this.snapshots = new ProducerSnapshots(log, producers);
    snapshots.recover();
    // After a kill the end of the log may be in the page cache only: nobody reads it before it is
    // safe, since a failure of the machine could still take it back.
    this.highWatermark =
        acknowledgesDurably()
            ? Math.max(log.logStartOffset(), log.durableOffset())
            : log.logEndOffset();
    this.firstDirtyOffset = log.firstDirtyOffset();
  }

  /** Any thread. */
  public LogId id() {
    return id;
  }

  /** Any thread. */
  public TopicConfig config() {
    return config;
  }

  /** Any thread. What a producer's record batch must comply with. */
  public BatchRules rules() {
    return rules;
  }

  /** Any thread. The leader epoch in which this broker leads, or {@link #NOT_LEADER}. */
  public int leaderEpoch() {
    return leaderEpoch;
  }

  /** Any thread. */
  public boolean isLeader() {
    return leaderEpoch != NOT_LEADER;
  }

  /** Any thread. */
  public long logStartOffset() {
    return log.logStartOffset();
  }

  /** Any thread. One past the last offset that consumers may read. */
  public long highWatermark() {
    return highWatermark;
  }

  /** Any thread. One past the last offset that read_committed consumers may read. */
  public long lastStableOffset() {
    return highWatermark;
  }

  /** Any thread. */
  public long logEndOffset() {
    return log.logEndOffset();
  }

  /** Any thread, for what does not change the log. */
  public PartitionLog log() {
    return log;
  }

  /**
   * Any thread. What a client is told of where a leader epoch ends, as Kafka tells it: nothing of
   * an epoch above the latest, which this log cannot know, and the log's start for one older than
   * all it knows.
   */
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int asked) {
    if (asked == NO_LEADER_EPOCH || asked > log.latestLeaderEpoch()) {
      return Optional.empty();
    }
    return log.endOfLeaderEpoch(asked)
        .or(() -> Optional.of(new LeaderEpochEnd(asked, log.logStartOffset())));
  }

  /** Any thread. Whole batches from {@code offset} on, all below the high watermark. */
  public LogSlice read(long offset, int maxBytes, boolean atLeastOneBatch) {
    return log.read(offset, maxBytes, highWatermark, atLeastOneBatch);
  }

  /** Ring thread. */
  public void becomeLeader(int newLeaderEpoch, int newInSyncReplicas) {
    inSyncReplicas = newInSyncReplicas;
    if (newLeaderEpoch != leaderEpoch) {
      log.startLeaderEpoch(newLeaderEpoch);
      leaderEpoch = newLeaderEpoch;
    }
  }

  /** Ring thread. Whoever waits is told, so that clients look for the new leader. */
  public void resign(Wakes wakes) {
    leaderEpoch = NOT_LEADER;
    failWaiting(ErrorCode.NOT_LEADER_OR_FOLLOWER, "no longer the leader of " + id, wakes);
    waiters.tellUnavailable();
  }

  /** Ring thread. */
  public void reconfigure(TopicConfig newConfig, RandomGenerator random) {
    config = newConfig;
    rules = TopicRules.of(newConfig);
    log.reconfigure(newConfig.storageConfig(random));
  }

  /**
   * Step 4 of the write path: assigns offsets and leader epoch to one record batch, checks its
   * producer, and appends it. Ring thread.
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
    if (refusedBeforeChecks(acks, scratch)) {
      completion.onAppended(index, scratch, wakes);
      return;
    }
    ErrorCode fault = producers.check(batch);
    if (fault == ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
      long baseOffset = producers.offsetOfDuplicate(batch);
      scratch.appended(
          baseOffset,
          baseOffset + batch.lastOffsetDelta(),
          producers.timestampOfDuplicate(batch),
          logStartOffset());
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
      (acks == 1 ? awaitingAppend : awaitingCommit).add(completion, index, scratch, deadlineNs);
    }
  }

  private boolean refusedBeforeChecks(short acks, AppendOutcome scratch) {
    if (leaderEpoch == NOT_LEADER) {
      scratch.refused(ErrorCode.NOT_LEADER_OR_FOLLOWER, "not the leader of " + id);
      return true;
    }
    if (offline) {
      scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, "the log of " + id + " is offline");
      return true;
    }
    if (acks == -1 && inSyncReplicas < config.minInsyncReplicas()) {
      scratch.refused(
          ErrorCode.NOT_ENOUGH_REPLICAS,
          "%d in-sync replicas of %s; min.insync.replicas is %d"
              .formatted(inSyncReplicas, id, config.minInsyncReplicas()));
      return true;
    }
    return false;
  }

  private boolean write(ByteBuffer bytes, RecordBatchView batch, AppendOutcome scratch) {
    batch.baseOffset(log.logEndOffset());
    batch.partitionLeaderEpoch(leaderEpoch);
    try {
      log.append(bytes);
    } catch (StorageException failure) {
      storageFailed(failure, scratch);
      return false;
    }
    producers.appended(batch);
    appendedBytes += batch.sizeBytes();
    scratch.appended(
        batch.baseOffset(),
        batch.lastOffset(),
        batch.timestampType() == TimestampType.LOG_APPEND_TIME
            ? batch.maxTimestamp()
            : AppendOutcome.NONE,
        logStartOffset());
    snapshots.appended(batch.sizeBytes());
    return true;
  }

  private void storageFailed(StorageException failure, AppendOutcome scratch) {
    if (failure.kind().retriable()) {
      LOG.log(WARNING, "append to {0} refused: {1}", id, failure.getMessage());
    } else {
      offline = true;
      LOG.log(ERROR, "the log of " + id + " is offline", failure);
    }
    scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, failure.getMessage());
  }

  /**
   * Ring thread. Notes that the partition has work at the end of the batch; false if it had
   * already.
   */
  public boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  /**
   * Step 5 of the write path: asks for the flush that acknowledgements wait for, if the storage or
   * {@code flush.messages=1} wants one, or for one that nobody waits for, if {@code flush.messages}
   * are not on disk yet. Ring thread.
   *
   * @param onDurable runs on a thread of the storage when the flush is done
   */
  public void publish(Runnable onDurable) {
    touched = false;
    // What a failed flush left unwritten cannot be known, and trying again would not tell.
    offline |= flushFailed;
    long unflushed = log.logEndOffset() - log.durableOffset();
    if (unflushed <= 0 || offline) {
      return;
    }
    if (acknowledgesDurably()) {
      flush(onDurable);
    } else if (unflushed >= config.flushMessages() && !flushUnderWay) {
      flush(onDurable); // Looks again, for what came while the flush was under way.
    }
  }

  private void flush(Runnable onDurable) {
    flushUnderWay = true;
    try {
      log.flush().whenComplete((_, failure) -> flushed(failure, onDurable));
    } catch (StorageException failure) {
      flushed(failure, () -> {});
      offline = true;
    }
  }

  /** On a thread of the storage, or on the ring thread. */
  private void flushed(Throwable failure, Runnable onDurable) {
    if (failure != null) {
      flushFailed = true;
      LOG.log(ERROR, "the log of " + id + " is offline: it cannot be flushed", failure);
    }
    flushUnderWay = false;
    onDurable.run();
  }

  /**
   * Ring thread. In how many milliseconds {@link #flushInTime} is to be called ({@code flush.ms}),
   * or {@link #NO_FLUSH}.
   */
  public long claimTimedFlush() {
    long flushMs = config.flushMs();
    if (flushTimed || flushMs == Long.MAX_VALUE || log.durableOffset() >= log.logEndOffset()) {
      return NO_FLUSH;
    }
    flushTimed = true;
    return flushMs;
  }

  /** Ring thread. Flushes what was appended {@code flush.ms} ago; a closed log is flushed. */
  public void flushInTime() {
    flushTimed = false;
    if (!offline && !closed && log.durableOffset() < log.logEndOffset()) {
      flush(() -> {});
    }
  }

  private boolean acknowledgesDurably() {
    return flushBeforeAcknowledge || config.flushMessages() == 1;
  }

  /**
   * Step 6 of the write path: the high watermark follows the slowest in-sync replica. Ring thread.
   */
  public void advanceHighWatermark() {
    long replicated = acknowledgeableOffset();
    if (replicated > highWatermark) {
      highWatermark = replicated;
      waiters.tellData(appendedBytes);
      if (replicated == log.logEndOffset()) {
        appendedBytes = 0; // Else some are still to come: too much is told, rather than too little.
      }
    }
  }

  /** Step 7 of the write path: acknowledges what is appended, or committed. Ring thread. */
  public void acknowledge(AppendOutcome scratch, Wakes wakes) {
    acknowledge(awaitingAppend, acknowledgeableOffset(), scratch, wakes);
    acknowledge(awaitingCommit, highWatermark, scratch, wakes);
    if (offline && acknowledgesDurably() && hasWaitingAppends()) {
      failWaiting(ErrorCode.KAFKA_STORAGE_ERROR, "the log of " + id + " is offline", wakes);
    }
  }

  private void acknowledge(AwaitingAcks awaiting, long upTo, AppendOutcome scratch, Wakes wakes) {
    while (!awaiting.isEmpty() && awaiting.headLastOffset() < upTo) {
      awaiting.acknowledgeHead(scratch, logStartOffset(), wakes);
    }
  }

  /** Up to where this replica's own log may be acknowledged. */
  private long acknowledgeableOffset() {
    return acknowledgesDurably() ? log.durableOffset() : log.logEndOffset();
  }

  /** Ring thread. Whether appends wait for replicas or a flush. */
  public boolean hasWaitingAppends() {
    return !awaitingAppend.isEmpty() || !awaitingCommit.isEmpty();
  }

  /**
   * Ring thread. Tells appends whose time is over that they timed out; they may yet be committed.
   */
  public void expireWaitingAppends(long nowNs, Wakes wakes) {
    AppendOutcome outcome =
        new AppendOutcome().refused(ErrorCode.REQUEST_TIMED_OUT, "not replicated in time");
    awaitingAppend.completeExpired(nowNs, outcome, wakes);
    awaitingCommit.completeExpired(nowNs, outcome, wakes);
  }

  private void failWaiting(ErrorCode error, String message, Wakes wakes) {
    AppendOutcome outcome = new AppendOutcome().refused(error, message);
    while (!awaitingAppend.isEmpty()) {
      awaitingAppend.completeHead(outcome, wakes);
    }
    while (!awaitingCommit.isEmpty()) {
      awaitingCommit.completeHead(outcome, wakes);
    }
  }

  /**
   * Ring thread. Parks a fetch until there is more than it has seen.
   *
   * @param readUpTo the high watermark that the fetch saw
   */
  public void await(DataWaiter waiter, long readUpTo) {
    if (leaderEpoch == NOT_LEADER) {
      waiter.onUnavailable();
    } else if (highWatermark > readUpTo) {
      waiter.onData(Integer.MAX_VALUE); // Nobody knows how much came meanwhile: it looks again.
    } else {
      waiters.add(waiter);
    }
  }

  /**
   * Ring thread. Deletes records below an offset (DeleteRecords, retention).
   *
   * @return the new log start offset
   */
  public long deleteRecordsBelow(long offset) {
    log.advanceStart(Math.min(offset, highWatermark));
    return log.logStartOffset();
  }

  /** Ring thread. Applies retention by time and size, and forgets producers long silent. */
  public void retain(long nowMs, long producerExpirationMs) {
    Retention.newLogStart(log, config, highWatermark, nowMs)
        .ifPresent(offset -> {
          log.advanceStart(offset);
          waiters.tellUnavailable();
        });
    producers.expire(nowMs - producerExpirationMs);
  }

  /** Any thread. Where compaction goes on. */
  public long firstDirtyOffset() {
    return firstDirtyOffset;
  }

  /** Ring thread. The last offset of each producer, whose batch compaction must not drop. */
  public Map<Long, Long> lastOffsetsOfProducers() {
    Map<Long, Long> offsets = new HashMap<>();
    for (ProducerState producer : producers.all()) {
      offsets.put(producer.producerId(), producer.lastOffset());
    }
    return offsets;
  }

  /**
   * Ring thread. Puts rewritten segments in place of the old ones.
   *
   * @return false when those are not there any more
   */
  public boolean replace(LogRewrite rewrite) {
    if (closed || offline) {
      return false;
    }
    try {
      return log.replace(rewrite);
    } catch (StorageException failure) {
      offline |= !failure.kind().retriable();
      throw failure;
    }
  }

  /**
   * Ring thread. Notes that everything below an offset is compacted.
   *
   * @param forGood how far that holds after a restart too, with other codecs installed perhaps
   */
  public void compactedTo(long offset, long forGood) {
    if (!closed) {
      firstDirtyOffset = offset;
      log.firstDirtyOffset(forGood);
    }
  }

  /** Ring thread. The last act: keeps what a restart needs, and closes the log. */
  public void close() {
    closed = true;
    if (!offline) {
      snapshots.save();
    }
    log.close();
  }
}
