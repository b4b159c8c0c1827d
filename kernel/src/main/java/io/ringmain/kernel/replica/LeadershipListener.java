package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shard;

/** Hears which partitions this broker leads. Called on the ring thread of the partition. */
public interface LeadershipListener {

  /** This broker leads the partition from now on, in {@link Partition#leaderEpoch}. */
  void onLeading(Partition partition, Shard shard);

  /** This broker leads the partition no longer; it may be about to be closed. */
  void onResigned(Partition partition, Shard shard);
}
