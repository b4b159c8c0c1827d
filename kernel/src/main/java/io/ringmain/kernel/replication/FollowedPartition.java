package io.ringmain.kernel.replication;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shard;
import io.ringmain.spi.storage.LogId;

/**
 * One partition that is fetched from its leader, in one leader epoch: from where on, and whether
 * now. Replication ring only.
 *
 * <pre>
 *   READY ──▶ (in a fetch request) ──▶ APPENDING ──▶ READY
 *                        │ error
 *                        ▼
 *                     PAUSED until a time ──▶ READY
 * </pre>
 */
final class FollowedPartition {
  private final Partition partition;
  private final Shard shard;
  private final int leaderEpoch;
  private long fetchOffset;
  private int lastFetchedEpoch;
  private long logStartOffset;
  private boolean behind = true;
  private boolean busy;
  private long pausedUntilNs;
  private boolean paused;
  private boolean left;

  FollowedPartition(Partition partition, Shard shard, int leaderEpoch) {
    this.partition = partition;
    this.shard = shard;
    this.leaderEpoch = leaderEpoch;
    refresh();
  }

  LogId id() {
    return partition.id();
  }

  Partition partition() {
    return partition;
  }

  Shard shard() {
    return shard;
  }

  int leaderEpoch() {
    return leaderEpoch;
  }

  long fetchOffset() {
    return fetchOffset;
  }

  int lastFetchedEpoch() {
    return lastFetchedEpoch;
  }

  long logStartOffset() {
    return logStartOffset;
  }

  /** Takes over where the log ends now. Nothing is being done to it on its ring. */
  void refresh() {
    lastFetchedEpoch = partition.log().latestLeaderEpoch();
    fetchOffset = partition.logEndOffset();
    logStartOffset = partition.logStartOffset();
    busy = false;
  }

  /** Notes up to where the leader has committed. */
  void committedTo(long leaderHighWatermark) {
    behind = leaderHighWatermark > fetchOffset;
  }

  /** Whether it lacks, as far as is known, what the leader has committed, and is to be slow. */
  boolean isThrottled(int brokerId) {
    return behind && partition.config().throttledFollowers().contains(id().partition(), brokerId);
  }

  /** Something is being done to it on its ring. */
  void busy() {
    busy = true;
  }

  /** Not to be fetched before that time. */
  void pauseUntil(long timeNs) {
    paused = true;
    pausedUntilNs = timeNs;
    busy = false;
  }

  boolean isReady(long nowNs) {
    if (paused && nowNs - pausedUntilNs >= 0) {
      paused = false;
    }
    return !busy && !paused;
  }

  boolean isPaused() {
    return paused;
  }

  long pausedUntilNs() {
    return pausedUntilNs;
  }

  /** It is led by somebody else now, or here, or gone: nothing that is still to come counts. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }
}
