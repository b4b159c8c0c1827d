package io.ringmain.kernel.partition;

import io.ringmain.kernel.env.Clock;
import java.util.List;

/** What a partition knows of its broker where no other replica, or a made-up one, matters. */
public final class AloneReplica {
  private AloneReplica() {}

  /** Of a broker that asks for no changes. */
  public static ReplicaSetting setting(int brokerId) {
    return setting(
        brokerId,
        new InSyncChanges() {
          @Override
          public void propose(Partition partition, LeaderRole role, List<Member> proposed) {
            throw new AssertionError("nobody asked for other in-sync replicas");
          }

          @Override
          public boolean mayJoin(int otherId, long brokerEpoch) {
            return true;
          }
        });
  }

  /** Of a broker whose clock stands still. */
  public static ReplicaSetting setting(int brokerId, InSyncChanges changes) {
    Clock clock =
        new Clock() {
          @Override
          public long wallMs() {
            return 0;
          }

          @Override
          public long monotonicNs() {
            return 0;
          }
        };
    return new ReplicaSetting(
        brokerId, clock, changes, 30_000, false, ReplicationQuota.unlimited(clock));
  }

  /** The role of the only replica. */
  public static LeaderRole leads(int leaderEpoch) {
    return leads(leaderEpoch, 1);
  }

  /** The role of the leader, which is broker 1, of so many replicas, all in sync. */
  public static LeaderRole leads(int leaderEpoch, int replicas) {
    List<Integer> ids = java.util.stream.IntStream.rangeClosed(1, replicas).boxed().toList();
    return new LeaderRole(leaderEpoch, 0, ids, ids);
  }
}
