package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import java.util.function.Supplier;

/**
 * Finds the partition that a request names, or the reason why it cannot be served here. Any thread.
 */
public final class PartitionLookup {
  private static final int NO_LEADER_EPOCH = -1;

  private final Replicas replicas;
  private final Supplier<MetadataImage> metadata;

  public PartitionLookup(Replicas replicas, Supplier<MetadataImage> metadata) {
    this.replicas = replicas;
    this.metadata = metadata;
  }

  /** The partition, if it is open here, or null. */
  Partition find(String topic, int partition) {
    return replicas.find(topic, partition);
  }

  /** Why this broker does not serve the partition to a client with this leader epoch, or NONE. */
  ErrorCode fault(String topic, int partition, int currentLeaderEpoch) {
    Partition found = replicas.find(topic, partition);
    if (found == null) {
      return replicas.whyAbsent(metadata.get().topic(topic), partition, false);
    }
    int leaderEpoch = found.leaderEpoch();
    if (leaderEpoch == Partition.NOT_LEADER) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    if (currentLeaderEpoch == NO_LEADER_EPOCH || currentLeaderEpoch == leaderEpoch) {
      return ErrorCode.NONE;
    }
    return currentLeaderEpoch < leaderEpoch
        ? ErrorCode.FENCED_LEADER_EPOCH
        : ErrorCode.UNKNOWN_LEADER_EPOCH;
  }
}
