package io.ringmain.kernel.fetch;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.partition.FollowerProgress;
import io.ringmain.kernel.partition.Partition;
import java.util.Optional;

/**
 * Sends consumers to a replica in their own rack, if there is one that has what they ask for
 * (KIP-392). Any thread; keeps nothing.
 */
final class NearestReplica {
  /** What stands for the leader, who answers. */
  static final int LEADER = -1;

  private NearestReplica() {}

  /**
   * Which replica a consumer should read from.
   *
   * @param rack where the consumer is; empty if it does not say
   * @return a broker id, or {@link #LEADER}
   */
  static int choose(
      Partition partition, int self, long fetchOffset, String rack, MetadataImage image) {
    if (rack.isEmpty() || isIn(rack, self, image)) {
      return LEADER;
    }
    int nearest = LEADER;
    long furthest = -1;
    for (FollowerProgress follower : partition.followers().all()) {
      if (follower.has(fetchOffset)
          && follower.logEndOffset() > furthest
          && isIn(rack, follower.brokerId(), image)) {
        nearest = follower.brokerId();
        furthest = follower.logEndOffset();
      }
    }
    return nearest;
  }

  private static boolean isIn(String rack, int broker, MetadataImage image) {
    return image
        .broker(broker)
        .filter(BrokerImage::alive)
        .map(BrokerImage::rack)
        .filter(Optional.of(rack)::equals)
        .isPresent();
  }
}
