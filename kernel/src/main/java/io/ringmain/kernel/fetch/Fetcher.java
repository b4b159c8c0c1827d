package io.ringmain.kernel.fetch;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.message.FetchRequest;

/**
 * Who fetches, and so from whom and how far: a follower reads what its leader has appended, a
 * consumer what is committed. Immutable.
 *
 * @param brokerId the follower's broker id, or {@link #CONSUMER}
 * @param brokerEpoch of the registration in which a follower fetches, or −1
 * @param fromAnyReplica whether a consumer takes an answer of a follower too (KIP-392)
 */
record Fetcher(int brokerId, long brokerEpoch, boolean fromAnyReplica) {
  private static final int CONSUMER = -1;
  private static final short FIRST_VERSION_FROM_ANY_REPLICA = 11;
  private static final short FIRST_VERSION_WITH_REPLICA_STATE = 15;

  static Fetcher of(FetchRequest request, short version) {
    boolean withState = version >= FIRST_VERSION_WITH_REPLICA_STATE;
    int brokerId = withState ? request.replicaState().replicaId() : request.replicaId();
    return brokerId < 0
        ? new Fetcher(CONSUMER, -1, version >= FIRST_VERSION_FROM_ANY_REPLICA)
        : new Fetcher(brokerId, withState ? request.replicaState().replicaEpoch() : -1, false);
  }

  boolean isFollower() {
    return brokerId != CONSUMER;
  }

  /** The leader epoch that the fetcher must agree with, or {@link Partition#NOT_LEADER}. */
  int leaderEpochOf(Partition partition) {
    int leaderEpoch = partition.leaderEpoch();
    return leaderEpoch == Partition.NOT_LEADER && fromAnyReplica
        ? partition.latestEpoch()
        : leaderEpoch;
  }
}
