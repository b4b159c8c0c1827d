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
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * One partition that this broker has a replica of.
 *
 * <p>Written by one ring thread, that of its shard: methods say <em>ring thread</em> in their
 * Javadoc. What transport threads may read is marked <em>any thread</em>.
 *
 * <pre>
 *             ┌─▶ becomeLeader(role) ──▶ append* ─────────────────────┐
 *   opening ──┤        ▲                                              ├──▶ close
 *             │        ▼                                              │
 *             └─▶ becomeFollower(leader epoch) ──▶ appendAsFollower*,─┘
 *                                                  truncate
 *
 *   storage fails ──▶ offline: appends are refused ──▶ goOffline: others lead
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
  private final boolean flushBeforeAcknowledge;
  private final LogFailureListener failures;
  private final AtomicBoolean offline = new AtomicBoolean();
  private final Followers followers;
  private final ProducerStates producers = new ProducerStates();
  private final Acknowledgements acknowledgements = new Acknowledgements();

  /** Consumers, who wait for the high watermark, and followers, who wait for the log end. */
  private final DataWaiters waiters = new DataWaiters();

  private final DataWaiters followerWaiters = new DataWaiters();

  private volatile PartitionLog log;
  private LogFlushes flushes;
  private ProducerSnapshots snapshots;
  private FollowedLog followed;
  private volatile TopicConfig config;
  private volatile BatchRules rules;
  private volatile int leaderEpoch = NOT_LEADER;
  private volatile int latestEpoch = NO_LEADER_EPOCH;
  private volatile long highWatermark;
  private volatile long firstDirtyOffset;
  private volatile boolean moving;
  private int appendedBytes;
  private int unpublishedBytes;
  private boolean touched;
  private boolean closed;

  /**
   * @param log just opened; what its producers were is read from it here, so this may take a while
   *     and is done on a thread of the storage, not on a ring
   * @param flushBeforeAcknowledge whether what is acknowledged is on disk
   * @param failures told when the log fails
   */
  public Partition(
      PartitionLog log,
      TopicConfig config,
      boolean flushBeforeAcknowledge,
      ReplicaSetting setting,
      LogFailureListener failures) {
    this.id = log.id();
    this.log = log;
    this.config = config;
    this.rules = TopicRules.of(config);
    this.flushBeforeAcknowledge = flushBeforeAcknowledge;
    this.failures = failures;
    this.flushes = new LogFlushes(log, flushBeforeAcknowledge, this::fail);
    this.followers = new Followers(this, setting);
    this.snapshots = new ProducerSnapshots(log, producers);
    snapshots.recover();
    this.followed = new FollowedLog(log, producers, snapshots);
    this.highWatermark = log.logStartOffset();
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

  /**
   * Before the partition has a role: up to where this replica was told, before a restart, that
   * records are committed.
   */
  public void startFrom(long checkpointedHighWatermark) {
    highWatermark = Math.clamp(checkpointedHighWatermark, log.logStartOffset(), log.logEndOffset());
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

  /** Any thread. Whole batches from {@code offset} on, up to the log end: for a follower. */
  public LogSlice readAsFollower(long offset, int maxBytes, boolean atLeastOneBatch) {
    return log.read(offset, maxBytes, log.logEndOffset(), atLeastOneBatch);
  }

  /**
   * Any thread. The latest leader epoch heard of from the controller, leading or not, or −1 before
   * the first.
   */
  public int latestEpoch() {
    return latestEpoch;
  }

  /**
   * Any thread. Whether the high watermark is what it was when this broker began to lead: it does
   * not know yet up to where records are committed (KIP-207).
   */
  public boolean isHighWatermarkBehind() {
    return isLeader() && highWatermark < followers.epochStartOffset();
  }

  /** Ring thread. Leads, or goes on leading with other replicas or in-sync replicas. */
  public void becomeLeader(LeaderRole role) {
    boolean elected = role.leaderEpoch() != leaderEpoch;
    if (elected) {
      attempt(() -> log.startLeaderEpoch(role.leaderEpoch()));
    }
    followers.decided(role);
    if (elected) {
      latestEpoch = role.leaderEpoch();
      leaderEpoch = role.leaderEpoch();
    }
    if (followers.alone()) {
      // After a kill the end of the log may be in the page cache only: nobody reads it before it
      // is safe, since a failure of the machine could still take it back.
      advanceHighWatermark();
    }
  }

  /**
   * Ring thread. Follows whoever leads in this leader epoch, or nobody. Whoever waits is told, so
   * that clients look for the new leader.
   */
  public void becomeFollower(int newLeaderEpoch, Wakes wakes) {
    if (isLeader() || newLeaderEpoch > latestEpoch) {
      latestEpoch = Math.max(latestEpoch, newLeaderEpoch); // Before anybody who is told looks.
      resign(wakes);
    }
  }

  /** Ring thread. Stops leading, if it does. */
  public void resign(Wakes wakes) {
    if (isLeader()) {
      leaderEpoch = NOT_LEADER;
      followers.forget();
      failWaiting(ErrorCode.NOT_LEADER_OR_FOLLOWER, "no longer the leader of " + id, wakes);
      followerWaiters.tellUnavailable();
    }
    waiters.tellUnavailable();
  }

  /** Ring thread. */
  public void reconfigure(TopicConfig newConfig, RandomGenerator random) {
    config = newConfig;
    rules = TopicRules.of(newConfig);
    attempt(() -> log.reconfigure(newConfig.storageConfig(random)));
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
      acknowledgements.await(acks, completion, index, scratch, deadlineNs);
      completion.onWritten(index);
    }
  }

  private boolean refusedBeforeChecks(short acks, AppendOutcome scratch) {
    if (leaderEpoch == NOT_LEADER) {
      scratch.refused(ErrorCode.NOT_LEADER_OR_FOLLOWER, "not the leader of " + id);
      return true;
    }
    if (offline.get()) {
      scratch.refused(ErrorCode.KAFKA_STORAGE_ERROR, "the log of " + id + " is offline");
      return true;
    }
    if (acks == -1 && isUnderMinInSync()) {
      scratch.refused(
          ErrorCode.NOT_ENOUGH_REPLICAS,
          "%d in-sync replicas of %s; min.insync.replicas is %d"
              .formatted(followers.inSyncCount(), id, config.minInsyncReplicas()));
      return true;
    }
    return false;
  }

  /** Any thread. Whether too few replicas are in sync for acks=all, as far as this broker leads. */
  public boolean isUnderMinInSync() {
    return isLeader()
        && followers.inSyncCount() < followers.leastInSync(config.minInsyncReplicas());
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
    unpublishedBytes += batch.sizeBytes();
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
      fail(failure);
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
   * Step 5 of the write path: tells followers of the new log end, and asks for the flush that
   * acknowledgements wait for, if the storage or {@code flush.messages=1} wants one, or for one
   * that nobody waits for, if {@code flush.messages} are not on disk yet. Ring thread.
   *
   * @param onDurable runs on a thread of the storage when the flush is done
   */
  public void publish(Runnable onDurable) {
    touched = false;
    if (unpublishedBytes > 0) {
      followerWaiters.tellData(unpublishedBytes);
      unpublishedBytes = 0;
    }
    if (!offline.get()) {
      flushes.afterAppends(config, onDurable);
    }
  }

  /**
   * Ring thread. In how many milliseconds {@link #flushInTime} is to be called ({@code flush.ms}),
   * or {@link #NO_FLUSH}.
   */
  public long claimTimedFlush() {
    return flushes.claimTimed(config);
  }

  /** Ring thread. Flushes what was appended {@code flush.ms} ago; a closed log is flushed. */
  public void flushInTime() {
    flushes.inTime(isOffline());
  }

  /**
   * Step 6 of the write path: the high watermark follows the slowest in-sync replica, as long as
   * enough are in sync (KIP-966). Ring thread.
   */
  public void advanceHighWatermark() {
    if (!isLeader() || isUnderMinInSync()) {
      return;
    }
    long replicated = followers.replicatedOffset(flushes.acknowledgeableOffset(config));
    if (replicated > highWatermark) {
      highWatermark = replicated;
      tellConsumers();
      if (followers.followersServe()) {
        followerWaiters.tellUnavailable(); // Answered now, they let their consumers read on.
      }
    }
  }

  private void tellConsumers() {
    waiters.tellData(appendedBytes);
    if (highWatermark == log.logEndOffset()) {
      appendedBytes = 0; // Else some are still to come: too much is told, rather than too little.
    }
  }

  /** Step 7 of the write path: acknowledges what is appended, or committed. Ring thread. */
  public void acknowledge(AppendOutcome scratch, Wakes wakes) {
    acknowledgements.acknowledge(
        flushes.acknowledgeableOffset(config), highWatermark, logStartOffset(), scratch, wakes);
    if (offline.get() && flushes.beforeAcknowledgements(config) && hasWaitingAppends()) {
      failWaiting(ErrorCode.KAFKA_STORAGE_ERROR, "the log of " + id + " is offline", wakes);
    }
  }

  /** Ring thread. Whether appends wait for replicas or a flush. */
  public boolean hasWaitingAppends() {
    return !acknowledgements.isEmpty();
  }

  /**
   * Ring thread. Tells appends whose time is over that they timed out; they may yet be committed.
   */
  public void expireWaitingAppends(long nowNs, Wakes wakes) {
    acknowledgements.expire(nowNs, wakes);
  }

  private void failWaiting(ErrorCode error, String message, Wakes wakes) {
    acknowledgements.fail(error, message, wakes);
  }

  /**
   * Ring thread. Parks a fetch until there is more than it has seen.
   *
   * @param readUpTo the high watermark that the fetch saw
   */
  public void await(DataWaiter waiter, long readUpTo) {
    if (closed) {
      waiter.onUnavailable();
    } else if (highWatermark > readUpTo) {
      waiter.onData(Integer.MAX_VALUE); // Nobody knows how much came meanwhile: it looks again.
    } else {
      waiters.add(waiter);
    }
  }

  /**
   * Ring thread. Parks a follower's fetch until there is more than it has seen.
   *
   * @param readUpTo the log end offset that the fetch saw
   * @param committedTo the high watermark that it saw
   */
  public void awaitAsFollower(DataWaiter waiter, long readUpTo, long committedTo) {
    if (!isLeader() || (followers.followersServe() && highWatermark > committedTo)) {
      waiter.onUnavailable();
    } else if (log.logEndOffset() > readUpTo) {
      waiter.onData(Integer.MAX_VALUE);
    } else {
      followerWaiters.add(waiter);
    }
  }

  /** Any thread. What this broker, while it leads, knows of the other replicas. */
  public Followers followers() {
    return followers;
  }

  /** Any thread. Whether there are, or may be, replicas elsewhere. */
  public boolean isReplicated() {
    return !isLeader() || !followers.alone();
  }

  /**
   * Ring thread. Appends what a follower has fetched: batches with offsets and leader epochs as the
   * leader has them.
   *
   * @param batches whole record batches, CRCs checked, from the log end offset on
   * @param leaderHighWatermark what the leader says is committed
   * @param leaderLogStart where the leader's log starts
   * @throws StorageException if they cannot be written
   */
  public void appendAsFollower(ByteBuffer batches, long leaderHighWatermark, long leaderLogStart) {
    int sizeBytes = batches.remaining();
    if (sizeBytes > 0) {
      try {
        beginWithin(RecordBatchHeader.baseOffset(batches, batches.position()));
        followed.append(batches, config.segmentBytes());
      } catch (StorageException failure) {
        failedToWrite(failure);
        throw failure;
      }
      appendedBytes += sizeBytes;
    }
    long committed = Math.min(leaderHighWatermark, log.logEndOffset());
    if (committed > highWatermark) {
      highWatermark = committed;
      tellConsumers();
    }
    if (leaderLogStart > log.logStartOffset() && leaderLogStart <= highWatermark) {
      attempt(() -> log.advanceStart(leaderLogStart));
    }
  }

  /**
   * An empty log may begin within a batch, where records were deleted; there it is to begin with
   * the whole batch, as the leader's has it.
   */
  private void beginWithin(long baseOffset) {
    long endOffset = log.logEndOffset();
    if (baseOffset < endOffset && endOffset == log.logStartOffset()) {
      startAnewAt(baseOffset);
    }
  }

  /**
   * Ring thread. Removes everything from an offset on, where this log took another course than the
   * leader's.
   */
  public void truncateTo(long offset) {
    if (offset < highWatermark) {
      LOG.log(
          WARNING,
          "{0} is truncated to {1}, below its high watermark {2}",
          id,
          Long.toString(offset),
          Long.toString(highWatermark));
    }
    attempt(() -> followed.truncateTo(offset));
    afterTruncation();
  }

  /** Ring thread. Begins anew where the leader's log starts, which is beyond the end of this. */
  public void startAnewAt(long offset) {
    attempt(() -> followed.startAnewAt(offset));
    afterTruncation();
  }

  private void afterTruncation() {
    highWatermark = Math.clamp(highWatermark, log.logStartOffset(), log.logEndOffset());
    firstDirtyOffset = log.firstDirtyOffset();
  }

  /** Runs what changes the log; one that fails at it takes no more writes. */
  private void attempt(Runnable change) {
    try {
      change.run();
    } catch (StorageException failure) {
      failedToWrite(failure);
      throw failure;
    }
  }

  private void failedToWrite(StorageException failure) {
    if (!failure.kind().retriable()) {
      fail(failure);
    }
  }

  /**
   * Any thread. What was read from the log could not be read. An I/O error takes the log out of
   * service; what is damaged does not, for there may be more that is not.
   */
  public void failedToRead(StorageException failure) {
    if (failure.kind() == StorageException.Kind.OFFLINE) {
      fail(failure);
    }
  }

  /** Any thread. As in Kafka, a replica whose log has failed is no good any more. */
  private void fail(Throwable failure) {
    if (offline.compareAndSet(false, true)) {
      LOG.log(ERROR, "the log of " + id + " is offline", failure);
      failures.onLogFailed(this);
    }
  }

  /**
   * Ring thread. The log, or its directory, is out of service: nobody is served any more, and
   * whoever waits is told.
   */
  public void goOffline(Wakes wakes) {
    offline.set(true);
    failWaiting(ErrorCode.KAFKA_STORAGE_ERROR, "the log of " + id + " is offline", wakes);
    resign(wakes);
  }

  /** Ring thread. Whether the log takes no more writes. */
  public boolean isOffline() {
    return offline.get() || closed;
  }

  /**
   * Ring thread. Completes when what was appended so far may be told to a leader: at once, or when
   * it is on disk if acknowledgements wait for that. On a thread of the storage, perhaps.
   */
  public CompletionStage<?> followable() {
    return flushes.followable(config);
  }

  /**
   * Ring thread. Deletes records below an offset (DeleteRecords, retention).
   *
   * @return the new log start offset
   */
  public long deleteRecordsBelow(long offset) {
    attempt(() -> log.advanceStart(Math.min(offset, highWatermark)));
    followerWaiters.tellUnavailable(); // Answered now, they delete theirs too.
    return log.logStartOffset();
  }

  /** Ring thread. Applies retention by time and size, and forgets producers long silent. */
  public void retain(long nowMs, long producerExpirationMs) {
    attempt(() ->
        Retention.newLogStart(log, config, highWatermark, nowMs)
            .ifPresent(offset -> {
              log.advanceStart(offset);
              waiters.tellUnavailable();
            }));
    producers.expire(nowMs - producerExpirationMs);
  }

  /**
   * Any thread. Whether the log is being copied to another directory, and so must not be compacted:
   * a copy from before and one from after it do not fit together.
   */
  public boolean isMoving() {
    return moving;
  }

  /** Ring thread. */
  public void moving(boolean nowMoving) {
    moving = nowMoving;
  }

  /** Ring thread. Goes on with another log, which holds the same. */
  public void takeOver(PartitionLog successor) {
    log = successor;
    flushes = new LogFlushes(successor, flushBeforeAcknowledge, this::fail);
    snapshots = new ProducerSnapshots(successor, producers);
    followed = new FollowedLog(successor, producers, snapshots);
    firstDirtyOffset = successor.firstDirtyOffset();
    moving = false;
    snapshots.save();
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
    if (isOffline() || moving) {
      return false;
    }
    try {
      return log.replace(rewrite);
    } catch (StorageException failure) {
      failedToWrite(failure);
      throw failure;
    }
  }

  /**
   * Ring thread. Notes that everything below an offset is compacted.
   *
   * @param compacted the log that was
   * @param forGood how far that holds after a restart too, with other codecs installed perhaps
   */
  @SuppressWarnings("ReferenceEquality") // A log that has moved is another one of the same name.
  public void compactedTo(PartitionLog compacted, long offset, long forGood) {
    if (!closed && !moving && compacted == log) {
      firstDirtyOffset = offset;
      log.firstDirtyOffset(forGood);
    }
  }

  /** Ring thread. The last act: keeps what a restart needs, and closes the log. */
  public void close() {
    closed = true;
    if (!offline.get()) {
      snapshots.save();
    }
    log.close();
  }
}
