package io.ringmain.kernel.partition;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.util.Optional;

/**
 * What consumers and followers read of one partition, and the fetches that wait for more: consumers
 * for the high watermark to move, followers for the log to grow.
 *
 * <p>Reading is done on any thread, waiting on the ring thread. Hot path: allocates nothing beyond
 * the slice read.
 */
public final class LogReads {
  private static final int NO_LEADER_EPOCH = -1;

  private final Partition partition;
  private final HostedLog hosted;
  private final DataWaiters consumers = new DataWaiters();
  private final DataWaiters followers = new DataWaiters();

  /** What consumers, and followers, have not been told of yet. */
  private int uncommittedBytes;

  private int unpublishedBytes;

  LogReads(Partition partition, HostedLog hosted) {
    this.partition = partition;
    this.hosted = hosted;
  }

  /** Any thread. Whole batches from {@code offset} on, all below the high watermark. */
  public LogSlice read(long offset, int maxBytes, boolean atLeastOneBatch) {
    return hosted.log().read(offset, maxBytes, partition.highWatermark(), atLeastOneBatch);
  }

  /** Any thread. Whole batches from {@code offset} on, up to the log end: for a follower. */
  public LogSlice readAsFollower(long offset, int maxBytes, boolean atLeastOneBatch) {
    return hosted.log().read(offset, maxBytes, partition.logEndOffset(), atLeastOneBatch);
  }

  /** Any thread. What was to be read could not be: an I/O error takes the log out of service. */
  public void failed(StorageException failure) {
    hosted.failedToRead(failure);
  }

  /**
   * Any thread. What a client is told of where a leader epoch ends, as Kafka tells it: nothing of
   * an epoch above the latest, which this log cannot know, and the log's start for one older than
   * all it knows.
   */
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int asked) {
    PartitionLog log = hosted.log();
    if (asked == NO_LEADER_EPOCH || asked > log.latestLeaderEpoch()) {
      return Optional.empty();
    }
    return log.endOfLeaderEpoch(asked)
        .or(() -> Optional.of(new LeaderEpochEnd(asked, log.logStartOffset())));
  }

  /**
   * Ring thread. Parks a consumer's fetch until there is more than it has seen.
   *
   * @param readUpTo the high watermark that the fetch saw
   */
  public void await(DataWaiter waiter, long readUpTo) {
    if (hosted.isClosed()) {
      waiter.onUnavailable();
    } else if (partition.highWatermark() > readUpTo) {
      waiter.onData(Integer.MAX_VALUE); // Nobody knows how much came meanwhile: it looks again.
    } else {
      consumers.add(waiter);
    }
  }

  /**
   * Ring thread. Parks a follower's fetch until there is more than it has seen.
   *
   * @param readUpTo the log end offset that the fetch saw
   * @param committedTo the high watermark that it saw
   */
  public void awaitAsFollower(DataWaiter waiter, long readUpTo, long committedTo) {
    boolean toPassOn =
        partition.followers().followersServe() && partition.highWatermark() > committedTo;
    if (!partition.isLeader() || toPassOn) {
      waiter.onUnavailable();
    } else if (partition.logEndOffset() > readUpTo) {
      waiter.onData(Integer.MAX_VALUE);
    } else {
      followers.add(waiter);
    }
  }

  /** The log has grown. Nobody is told before {@link #publish} and {@link #committed}. */
  void grew(int bytes) {
    uncommittedBytes += bytes;
    unpublishedBytes += bytes;
  }

  /** Tells followers of what is new. */
  void publish() {
    if (unpublishedBytes > 0) {
      followers.tellData(unpublishedBytes);
      unpublishedBytes = 0;
    }
  }

  /** Tells consumers that the high watermark has moved. */
  void committed() {
    consumers.tellData(uncommittedBytes);
    if (partition.highWatermark() == partition.logEndOffset()) {
      uncommittedBytes =
          0; // Else some are still to come: too much is told, rather than too little.
    }
  }

  /** Consumers that wait are to look again, here or elsewhere. */
  void wakeConsumers() {
    consumers.tellUnavailable();
  }

  /** Followers that wait are to be answered with what there is. */
  void wakeFollowers() {
    followers.tellUnavailable();
  }
}
