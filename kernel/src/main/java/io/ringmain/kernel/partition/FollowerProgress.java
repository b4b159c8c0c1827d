package io.ringmain.kernel.partition;

/**
 * How far a follower has come with one partition, as its leader sees it by its fetches.
 *
 * <p>Written by the thread of the connection over which it fetches, read by the partition's ring.
 */
public final class FollowerProgress {
  /** What stands for an end offset before the first fetch. */
  public static final long UNKNOWN = -1;

  private final int brokerId;
  private volatile long logEndOffset = UNKNOWN;
  private volatile long logStartOffset = UNKNOWN;
  private volatile long brokerEpoch = -1;
  private volatile long caughtUpNs;
  private volatile boolean everCaughtUp;
  private long leaderEndAtLastFetch = Long.MAX_VALUE;
  private long lastFetchNs;

  /**
   * @param inSync whether the controller has it in sync, so that it has until now caught up
   */
  FollowerProgress(int brokerId, boolean inSync, long nowNs) {
    this.brokerId = brokerId;
    this.caughtUpNs = nowNs;
    this.everCaughtUp = inSync;
  }

  /** Any thread. */
  public int brokerId() {
    return brokerId;
  }

  /** Any thread. One past the last offset that the follower has, or {@link #UNKNOWN}. */
  public long logEndOffset() {
    return logEndOffset;
  }

  /** Any thread. Whether it has the record at an offset, or will have it next. */
  public boolean has(long offset) {
    return logStartOffset <= offset && offset <= logEndOffset;
  }

  /** Any thread. The follower's log start offset, or {@link #UNKNOWN}. */
  long logStartOffset() {
    return logStartOffset;
  }

  /** Any thread. The broker epoch in which it fetches, or −1. */
  long brokerEpoch() {
    return brokerEpoch;
  }

  /**
   * Takes in a fetch: who asks from an offset on has everything below. Who asks from the end on has
   * caught up now; who asks from where the end was at the fetch before had caught up then.
   *
   * @return whether the ring has to look at it
   */
  boolean fetched(
      long offset, long startOffset, long leaderEndOffset, long fetcherEpoch, long nowNs) {
    boolean moved =
        offset != logEndOffset || startOffset != logStartOffset || fetcherEpoch != brokerEpoch;
    brokerEpoch = fetcherEpoch;
    logStartOffset = startOffset;
    logEndOffset = offset;
    if (offset >= leaderEndOffset) {
      caughtUpNs = nowNs;
      everCaughtUp = true;
    } else if (offset >= leaderEndAtLastFetch) {
      caughtUpNs = lastFetchNs;
      everCaughtUp = true;
    }
    leaderEndAtLastFetch = leaderEndOffset;
    lastFetchNs = nowNs;
    return moved;
  }

  /** Any thread. Whether it has had everything at some moment not longer ago than that. */
  boolean caughtUpWithin(long maxLagNs, long nowNs) {
    return everCaughtUp && nowNs - caughtUpNs <= maxLagNs;
  }
}
