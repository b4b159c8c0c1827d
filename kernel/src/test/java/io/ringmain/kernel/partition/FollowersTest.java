package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.env.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is in sync: when a leader asks for other in-sync replicas, and what that does meanwhile. */
class FollowersTest {
  private static final int EPOCH = 7;
  private static final long MAX_LAG_MS = 10_000;

  private final List<List<Integer>> proposals = new ArrayList<>();
  private final List<Integer> fenced = new ArrayList<>();
  private final StubLog log = new StubLog();
  private final Partition partition;
  private long nowMs;

  FollowersTest() {
    Clock clock =
        new Clock() {
          @Override
          public long wallMs() {
            return nowMs;
          }

          @Override
          public long monotonicNs() {
            return nowMs * 1_000_000;
          }
        };
    InSyncChanges changes =
        new InSyncChanges() {
          @Override
          public void propose(Partition of, LeaderRole role, List<Member> proposed) {
            proposals.add(proposed.stream().map(Member::brokerId).toList());
          }

          @Override
          public boolean mayJoin(int brokerId, long brokerEpoch) {
            return !fenced.contains(brokerId);
          }
        };
    partition =
        new Partition(
            log,
            new TopicConfig(Map.of(), BrokerConfig.parse(Map.of())),
            false,
            new ReplicaSetting(
                1, clock, changes, MAX_LAG_MS, false, ReplicationQuota.unlimited(clock)),
            _ -> {});
  }

  private void lead(int partitionEpoch, Integer... isr) {
    partition.becomeLeader(asked(partitionEpoch, isr));
  }

  private static LeaderRole asked(int partitionEpoch, Integer... isr) {
    return new LeaderRole(EPOCH, partitionEpoch, List.of(1, 2, 3), List.of(isr));
  }

  /** A replica is lost with its log directory: as in Kafka it leaves, but nobody waits for it. */
  @Test
  void doesNotWaitForAReplicaThatIsLost() {
    lead(1, 1, 2, 3);
    append();
    fetched(2, 1);
    partition.advanceHighWatermark();
    assertEquals(0, partition.highWatermark());
    partition.becomeLeader(new LeaderRole(EPOCH, 2, List.of(1, 2, 3), List.of(1, 2), List.of(3)));
    partition.advanceHighWatermark();
    assertEquals(1, partition.highWatermark());
  }

  /** Even if the controller's answer to a proposal comes before the news. */
  @Test
  void proposesAReplicaThatIsBackFromALostDirectory() {
    partition.becomeLeader(new LeaderRole(EPOCH, 2, List.of(1, 2, 3), List.of(1, 2), List.of(3)));
    append();
    fetched(3, 1);
    assertEquals(List.of(), proposals);
    partition.followers().decided(EPOCH, 4, List.of(1, 2));
    partition.becomeLeader(new LeaderRole(EPOCH, 4, List.of(1, 2, 3), List.of(1, 2)));
    fetched(3, 1);
    assertEquals(1, proposals.size());
  }

  /** Appends one record, so that the log ends one later. */
  private void append() {
    ByteBuffer batch = Batches.plain(1);
    partition
        .appends()
        .append(
            batch,
            Batches.view(batch),
            (short) 0,
            Long.MAX_VALUE,
            (_, _, _) -> {},
            0,
            new AppendOutcome(),
            new Wakes());
    partition.publish(() -> {});
    partition.advanceHighWatermark();
  }

  private void fetched(int broker, long offset) {
    if (partition.followers().fetched(broker, offset, 0, -1)) {
      partition.followers().moved(broker);
    }
    partition.advanceHighWatermark();
  }

  @Test
  void theHighWatermarkWaitsForWhoeverIsInSync() {
    lead(0, 1, 2);
    append();
    append();
    assertEquals(0, partition.highWatermark());
    fetched(2, 1);
    assertEquals(1, partition.highWatermark());
    fetched(2, 2);
    assertEquals(2, partition.highWatermark(), "broker 3 is not in sync");
  }

  @Test
  void aFollowerThatHasCaughtUpIsProposedOnce() {
    lead(0, 1, 2);
    append();
    fetched(2, 1);
    fetched(3, 0);
    assertEquals(List.of(), proposals, "it lacks what is committed");
    fetched(3, 1);
    fetched(3, 1);
    assertEquals(List.of(List.of(1, 2, 3)), proposals);
  }

  @Test
  void whoIsProposedCountsForTheHighWatermarkBeforeTheControllerHasDecided() {
    lead(0, 1, 2);
    append();
    fetched(2, 1);
    fetched(3, 1);
    append();
    fetched(2, 2);
    assertEquals(1, partition.highWatermark(), "perhaps broker 3 is in sync already");
    partition.followers().decided(EPOCH, 1, List.of(1, 2, 3));
    fetched(3, 2);
    assertEquals(2, partition.highWatermark());
  }

  @Test
  void whoIsFencedIsNotProposed() {
    lead(0, 1, 2);
    fenced.add(3);
    fetched(3, 0);
    assertEquals(List.of(), proposals);
    fenced.clear();
    fetched(3, 0);
    assertEquals(List.of(List.of(1, 2, 3)), proposals);
  }

  @Test
  void aFollowerThatLagsForTooLongIsProposedToLeave() {
    lead(0, 1, 2, 3);
    append();
    fetched(2, 1);
    nowMs = MAX_LAG_MS;
    partition.followers().checkLag();
    assertEquals(List.of(), proposals);
    nowMs = MAX_LAG_MS + 1;
    partition.followers().checkLag();
    assertEquals(List.of(List.of(1, 2)), proposals, "broker 2 has everything, though long since");
    assertEquals(0, partition.highWatermark(), "nobody has decided it yet");
    partition.followers().decided(EPOCH, 1, List.of(1, 2));
    partition.advanceHighWatermark();
    assertEquals(1, partition.highWatermark());
  }

  @Test
  void aFollowerThatKeepsUpUnderLoadStays() {
    lead(0, 1, 2);
    for (int i = 1; i <= 5; i++) {
      append();
      nowMs += MAX_LAG_MS / 2;
      fetched(2, i - 1); // Always at what the end was at its fetch before.
      partition.followers().checkLag();
    }
    assertEquals(List.of(), proposals);
  }

  @Test
  void aRefusedProposalIsRepeatedAfterAPause() {
    lead(0, 1, 2);
    fetched(3, 0);
    partition.followers().refused(asked(0, 1, 2), 100);
    fetched(3, 0);
    assertEquals(1, proposals.size());
    nowMs = 100;
    fetched(3, 0);
    assertEquals(2, proposals.size());
  }

  /** The controller may have taken it for in sync, and even for the leader, and we are late. */
  @Test
  void whoWasProposedCountsUntilItIsKnownWhatBecameOfThat() {
    lead(0, 1, 2);
    fetched(3, 0);
    partition.followers().unsure(asked(0, 1, 2), 100);
    append();
    fetched(2, 1);
    nowMs = MAX_LAG_MS + 1;
    partition.advanceHighWatermark();
    assertEquals(
        0, partition.highWatermark(), "broker 3 may be in sync, however long it stays away");
    partition.followers().decided(EPOCH, 1, List.of(1, 2));
    partition.advanceHighWatermark();
    assertEquals(1, partition.highWatermark());
  }

  @Test
  void theSameIsProposedAgainUntilItsOutcomeIsKnown() {
    lead(0, 1, 2);
    fetched(3, 0);
    partition.followers().unsure(asked(0, 1, 2), 100);
    nowMs = 99;
    partition.followers().checkLag();
    assertEquals(1, proposals.size());
    nowMs = 100;
    partition.followers().checkLag();
    partition.followers().checkLag();
    assertEquals(List.of(List.of(1, 2, 3), List.of(1, 2, 3)), proposals);
    partition.followers().unsure(asked(0, 1, 2), 100);
    nowMs = 200;
    fetched(3, 0);
    assertEquals(3, proposals.size());
  }

  /** The answer to a proposal that was overtaken says nothing of the one after it. */
  @Test
  void anAnswerToAnOlderProposalIsNotHeeded() {
    lead(0, 1, 2);
    fetched(3, 0);
    partition.followers().decided(EPOCH, 1, List.of(1, 2));
    fetched(3, 0);
    assertEquals(2, proposals.size());
    partition.followers().refused(asked(0, 1, 2), 100);
    append();
    fetched(2, 1);
    nowMs = MAX_LAG_MS + 1;
    partition.advanceHighWatermark();
    assertEquals(0, partition.highWatermark(), "broker 3 is still proposed");
  }

  @Test
  void whatWasDecidedForAnotherLeaderEpochIsNotHeeded() {
    lead(0, 1, 2);
    append();
    partition.followers().decided(EPOCH - 1, 9, List.of(1));
    partition.advanceHighWatermark();
    assertEquals(0, partition.highWatermark());
  }

  @Test
  void anElectionForgetsHowFarFollowersWere() {
    lead(0, 1, 2);
    append();
    fetched(2, 1);
    append();
    partition.becomeLeader(new LeaderRole(EPOCH + 1, 1, List.of(1, 2, 3), List.of(1, 2)));
    partition.advanceHighWatermark();
    assertEquals(1, partition.highWatermark());
    assertTrue(partition.isHighWatermarkBehind());
    fetched(2, 2);
    assertEquals(2, partition.highWatermark());
    assertFalse(partition.isHighWatermarkBehind());
  }
}
