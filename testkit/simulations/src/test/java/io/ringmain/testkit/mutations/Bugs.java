package io.ringmain.testkit.mutations;

import io.ringmain.kernel.partition.InSyncChanges;
import io.ringmain.kernel.partition.LeaderRole;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.PartitionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What edited code calls in the place of the right thing. Loaded with the edited kernel; {@link
 * Edit#callsBug} has each take what the right thing would take, the receiver first.
 */
public final class Bugs {
  private Bugs() {}

  /** A leader that drops followers from the in-sync replicas, and asks nobody. */
  public static void decideAlone(
      InSyncChanges changes,
      Partition partition,
      LeaderRole role,
      List<InSyncChanges.Member> proposed) {
    if (proposed.size() < role.isr().size()) {
      List<Integer> left = proposed.stream().map(InSyncChanges.Member::brokerId).toList();
      partition.followers().decided(role.leaderEpoch(), role.partitionEpoch() + 1, left);
    }
    changes.propose(partition, role, proposed);
  }

  /** A commit whose conditions are left out. */
  public static CompletionStage<List<Long>> commitUnfenced(
      Coordination coordination, List<Operation> operations) {
    List<Operation> unfenced = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Check _ -> {
          // It would be refused.
        }
        case Operation.Set set ->
            unfenced.add(new Operation.Set(set.path(), set.value(), Operation.ANY_VERSION));
        default -> unfenced.add(operation);
      }
    }
    return coordination.commit(unfenced);
  }

  /** A controller that takes whoever is to be added for in sync. */
  public static boolean areAllThere(List<Integer> isr, Collection<?> adding) {
    return isr.size() + adding.size() > 0;
  }

  /** A leader that serves whoever asks, whatever leader epoch that one knows of. */
  public static ErrorCode anyLeaderEpoch(int leaderEpoch, int asked) {
    boolean leads = leaderEpoch != Partition.NOT_LEADER || asked == Integer.MIN_VALUE;
    return leads ? ErrorCode.NONE : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** A controller that may elect whoever is alive. */
  public static boolean anybody(List<Integer> inSync, Object replica) {
    return inSync.contains(replica) || replica != null;
  }

  /** A leader that takes all that it finds in its log for committed. */
  public static void believeTheEnd(Partition partition) {
    partition.startFrom(partition.logEndOffset());
  }

  /** A follower that begins by cutting its log down to its high watermark, as before KIP-101. */
  public static void followFromHighWatermark(Partition partition, int leaderEpoch, Wakes wakes) {
    boolean elected = leaderEpoch > partition.latestEpoch();
    partition.becomeFollower(leaderEpoch, wakes);
    if (elected) {
      partition.following().truncateTo(partition.highWatermark());
    }
  }

  /** A follower that tells no leader epoch, so that no leader can tell it where the logs part. */
  public static int noLeaderEpoch(PartitionLog log) {
    return Math.min(-1, log.latestLeaderEpoch());
  }

  /** Whoever stopped, it is taken to have stopped cleanly. */
  public static Object cleanly(Object change, Set<Integer> brokers) {
    Objects.requireNonNull(brokers);
    return change;
  }
}
