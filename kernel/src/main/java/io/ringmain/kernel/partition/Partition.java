package io.ringmain.kernel.partition;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.protocol.record.BatchRules;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import java.util.random.RandomGenerator;

/**
 * One partition that this broker has a replica of: who leads it, and up to where it may be read.
 *
 * <p>Written by one ring thread, that of its shard: methods say <em>ring thread</em> in their
 * Javadoc. What transport threads may read is marked <em>any thread</em>.
 *
 * <pre>
 *             ┌─▶ becomeLeader(role) ──▶ appends().append* ────────────────┐
 *   opening ──┤        ▲                                                   ├──▶ close
 *             │        ▼                                                   │
 *             └─▶ becomeFollower(leader epoch) ──▶ following().append*,  ──┘
 *                                                  truncateTo
 *
 *   storage fails ──▶ offline: appends are refused ──▶ goOffline: others lead
 * </pre>
 *
 * <p>Its rooms: {@link LeaderAppends} for what producers send, {@link LogReads} for what is read,
 * {@link FollowedLog} for what is fetched from a leader, {@link Followers} for how far the others
 * are, {@link LogUpkeep} for all else that is done to the log, and {@link HostedLog}, which is that
 * log.
 */
public final class Partition {

  /** What stands for a leader epoch when this broker does not lead. */
  public static final int NOT_LEADER = -1;

  /** What {@link #claimTimedFlush} says when no flush is to be timed. */
  public static final long NO_FLUSH = -1;

  private final LogId id;
  private final HostedLog hosted;
  private final LeaderAppends appends;
  private final LogReads reads;
  private final Followers followers;
  private final FollowedLog following;
  private final LogUpkeep upkeep;

  private volatile TopicConfig config;
  private volatile BatchRules rules;
  private volatile int leaderEpoch = NOT_LEADER;
  private volatile int latestEpoch = NOT_LEADER;
  private volatile long highWatermark;
  private boolean touched;

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
    this.config = config;
    this.rules = TopicRules.of(config);
    this.hosted = new HostedLog(log, flushBeforeAcknowledge, () -> failures.onLogFailed(this));
    this.appends = new LeaderAppends(this, hosted);
    this.reads = new LogReads(this, hosted);
    this.followers = new Followers(this, setting);
    this.following = new FollowedLog(this, hosted);
    this.upkeep = new LogUpkeep(this, hosted);
    this.highWatermark = log.logStartOffset();
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

  /** Any thread, for what does not change the log. */
  public PartitionLog log() {
    return hosted.log();
  }

  /** Any thread. The leader epoch in which this broker leads, or {@link #NOT_LEADER}. */
  public int leaderEpoch() {
    return leaderEpoch;
  }

  /** Any thread. */
  public boolean isLeader() {
    return leaderEpoch != NOT_LEADER;
  }

  /**
   * Any thread. The latest leader epoch heard of from the controller, leading or not, or −1 before
   * the first.
   */
  public int latestEpoch() {
    return latestEpoch;
  }

  /** Any thread. */
  public long logStartOffset() {
    return log().logStartOffset();
  }

  /** Any thread. */
  public long logEndOffset() {
    return log().logEndOffset();
  }

  /** Any thread. One past the last offset that consumers may read. */
  public long highWatermark() {
    return highWatermark;
  }

  /** Any thread. One past the last offset that read_committed consumers may read. */
  public long lastStableOffset() {
    return highWatermark;
  }

  /**
   * Any thread. Whether the high watermark is what it was when this broker began to lead: it does
   * not know yet up to where records are committed (KIP-207).
   */
  public boolean isHighWatermarkBehind() {
    return isLeader() && highWatermark < followers.epochStartOffset();
  }

  /** Any thread. Whether too few replicas are in sync for acks=all, as far as this broker leads. */
  public boolean isUnderMinInSync() {
    return isLeader()
        && followers.inSyncCount() < followers.leastInSync(config.minInsyncReplicas());
  }

  /** Any thread. Whether there are, or may be, replicas elsewhere. */
  public boolean isReplicated() {
    return !isLeader() || !followers.alone();
  }

  /** Any thread; used on the ring thread. Steps 4 and 7 of the write path. */
  public LeaderAppends appends() {
    return appends;
  }

  /** Any thread. What is read of the log, and waits to be. */
  public LogReads reads() {
    return reads;
  }

  /** Any thread. What this broker, while it leads, knows of the other replicas. */
  public Followers followers() {
    return followers;
  }

  /** Any thread; used on the ring thread. The log, while this broker follows. */
  public FollowedLog following() {
    return following;
  }

  /** Any thread; used on the ring thread, mostly. The log, as it is kept in order. */
  public LogUpkeep upkeep() {
    return upkeep;
  }

  /**
   * Before the partition has a role, or after a truncation: up to where this replica was told that
   * records are committed, as far as it has them.
   */
  public void startFrom(long knownHighWatermark) {
    highWatermark = Math.clamp(knownHighWatermark, logStartOffset(), logEndOffset());
  }

  /**
   * Before anybody else knows of it: whatever the only replica has is committed, whether it leads
   * already or still waits to; as far as it is on disk, if acknowledgements wait for that.
   */
  public void startAlone() {
    startFrom(hosted.flushes().acknowledgeableOffset(config));
  }

  /** Ring thread. Leads, or goes on leading with other replicas or in-sync replicas. */
  public void becomeLeader(LeaderRole role) {
    boolean elected = role.leaderEpoch() != leaderEpoch;
    if (elected) {
      hosted.attempt(() -> log().startLeaderEpoch(role.leaderEpoch()));
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
      appends.failResigned(wakes);
      reads.wakeFollowers();
    }
    reads.wakeConsumers();
  }

  /** Ring thread. */
  public void reconfigure(TopicConfig newConfig, RandomGenerator random) {
    config = newConfig;
    rules = TopicRules.of(newConfig);
    hosted.attempt(() -> log().reconfigure(newConfig.storageConfig(random)));
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
    reads.publish();
    if (!hosted.isOffline()) {
      hosted.flushes().afterAppends(config, onDurable);
    }
  }

  /**
   * Ring thread. In how many milliseconds {@link #flushInTime} is to be called ({@code flush.ms}),
   * or {@link #NO_FLUSH}.
   */
  public long claimTimedFlush() {
    return hosted.flushes().claimTimed(config);
  }

  /** Ring thread. Flushes what was appended {@code flush.ms} ago; a closed log is flushed. */
  public void flushInTime() {
    hosted.flushes().inTime(hosted.isOffline());
  }

  /**
   * Step 6 of the write path: the high watermark follows the slowest in-sync replica, as long as
   * enough are in sync (KIP-966). Ring thread.
   */
  public void advanceHighWatermark() {
    if (!isLeader() || isUnderMinInSync()) {
      return;
    }
    long replicated = followers.replicatedOffset(hosted.flushes().acknowledgeableOffset(config));
    if (replicated > highWatermark) {
      committed(replicated);
      if (followers.followersServe()) {
        reads.wakeFollowers(); // Answered now, they let their consumers read on.
      }
    }
  }

  /** The leader has said up to where records are committed. */
  void committedByLeader(long offset) {
    long committed = Math.min(offset, logEndOffset());
    if (committed > highWatermark) {
      committed(committed);
    }
  }

  private void committed(long offset) {
    highWatermark = offset;
    reads.committed();
  }

  /**
   * Ring thread. The log, or its directory, is out of service: nobody is served any more, and
   * whoever waits is told.
   */
  public void goOffline(Wakes wakes) {
    hosted.goOffline();
    appends.failOffline(wakes);
    resign(wakes);
  }

  /**
   * Ring thread. It has resigned, and its log is about to be deleted: what was fetched or flushed
   * meanwhile is too late.
   */
  public void retire() {
    hosted.retire();
  }

  /** Ring thread. Whether the log takes no more writes. */
  public boolean isOffline() {
    return hosted.isOffline();
  }

  /** Ring thread. The last act: keeps what a restart needs, and closes the log. */
  public void close() {
    hosted.close();
  }
}
