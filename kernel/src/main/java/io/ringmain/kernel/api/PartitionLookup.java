package io.ringmain.kernel.api;

import io.ringmain.kernel.fetch.PartitionReads;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import java.util.function.Supplier;

/**
 * Finds the partition that a request names, or the reason why it cannot be served here. Any thread.
 */
public final class PartitionLookup {
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
    return PartitionReads.leaderEpochFault(found.leaderEpoch(), currentLeaderEpoch);
  }
}
