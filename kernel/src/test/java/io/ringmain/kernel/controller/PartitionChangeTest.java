package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartitionChangeTest {

  private static final UUID TOPIC = new UUID(1, 1);
  private static final ElectionRules ONE = new ElectionRules(1, false);
  private static final ElectionRules TWO = new ElectionRules(2, false);

  private Set<Integer> active = Set.of(1, 2, 3, 4, 5, 6);

  private static PartitionImage partition(List<Integer> isr, int leader, Integer... elr) {
    return new PartitionImage(
        0,
        List.of(1, 2, 3),
        isr,
        List.of(),
        List.of(),
        leader,
        7,
        9,
        List.of(elr),
        List.of(),
        List.of());
  }

  private static PartitionImage leaderless(List<Integer> elr, List<Integer> lastKnownElr) {
    return new PartitionImage(
        0,
        List.of(1, 2, 3),
        List.of(),
        List.of(),
        List.of(),
        -1,
        7,
        9,
        elr,
        lastKnownElr,
        List.of());
  }

  private PartitionChange change(PartitionImage partition, ElectionRules rules) {
    return new PartitionChange(TOPIC, partition, rules, active::contains);
  }

  private static PartitionChangeRecord record() {
    return new PartitionChangeRecord().topicId(TOPIC).partitionId(0);
  }

  @Test
  void nothingChangesWhereNothingHasTo() {
    assertEquals(Optional.empty(), change(partition(List.of(1, 2, 3), 2), ONE).record());
  }

  @Test
  void shrinkingKeepsTheLeaderAndItsEpoch() {
    assertEquals(
        record().isr(List.of(2, 3)),
        change(partition(List.of(1, 2, 3), 2), ONE).isr(List.of(2, 3)).record().get());
  }

  @Test
  void firstReplicaInSyncAndAliveLeadsWhenTheLeaderIsGone() {
    active = Set.of(2, 3);
    assertEquals(
        record().isr(List.of(3, 2)).leader(2),
        change(partition(List.of(3, 1, 2), 1), ONE).isr(List.of(3, 2)).record().get());
  }

  @Test
  void whoeverLeavesBelowTheMinimumStaysEligible() {
    assertEquals(
        record().isr(List.of(1)).eligibleLeaderReplicas(List.of(2)),
        change(partition(List.of(1, 2), 1), TWO).isr(List.of(1)).record().get());
    assertEquals(
        record().isr(List.of(1, 2)),
        change(partition(List.of(1, 2, 3), 1), TWO).isr(List.of(1, 2)).record().get());
  }

  @Test
  void eligibleReplicasEndWhenEnoughAreInSyncAgain() {
    assertEquals(
        record().isr(List.of(1, 3)).eligibleLeaderReplicas(List.of()),
        change(partition(List.of(1), 1, 2), TWO).isr(List.of(1, 3)).record().get());
  }

  @Test
  void minimumIsNeverMoreThanTheReplicas() {
    assertEquals(
        record().isr(List.of(1, 2, 3)).eligibleLeaderReplicas(List.of()),
        change(partition(List.of(1, 2), 1, 3), new ElectionRules(5, false))
            .isr(List.of(1, 2, 3))
            .record()
            .get());
  }

  @Test
  void lastInSyncReplicaBecomesEligibleAndIsRememberedAsTheLastLeader() {
    active = Set.of(2, 3);
    assertEquals(
        record()
            .isr(List.of())
            .leader(-1)
            .eligibleLeaderReplicas(List.of(1))
            .lastKnownElr(List.of(1)),
        change(partition(List.of(1), 1), ONE).isr(List.of()).record().get());
  }

  @Test
  void eligibleReplicaIsElectedCleanly() {
    active = Set.of(3);
    assertEquals(
        record()
            .isr(List.of(3))
            .leader(3)
            .eligibleLeaderReplicas(List.of(2))
            .lastKnownElr(List.of()),
        change(leaderless(List.of(2, 3), List.of(1)), TWO).record().get());
  }

  @Test
  void onlyTheLastKnownLeaderLeadsWhenNobodyIsEligible() {
    active = Set.of(2, 3);
    assertEquals(Optional.empty(), change(leaderless(List.of(), List.of(1)), ONE).record());
    active = Set.of(1, 2, 3);
    assertEquals(
        record().isr(List.of(1)).leader(1).lastKnownElr(List.of()),
        change(leaderless(List.of(), List.of(1)), ONE).record().get());
    assertEquals(Optional.empty(), change(leaderless(List.of(), List.of()), ONE).record());
  }

  @Test
  void anybodyAliveLeadsOnlyWhereUncleanElectionsAreAllowed() {
    active = Set.of(3);
    PartitionImage partition = leaderless(List.of(1, 2), List.of(1));
    assertEquals(Optional.empty(), change(partition, TWO).record());
    assertEquals(
        record()
            .isr(List.of(3))
            .leader(3)
            .eligibleLeaderReplicas(List.of())
            .lastKnownElr(List.of()),
        change(partition, new ElectionRules(2, true)).record().get());
  }

  @Test
  void replicaThatMayHaveLostRecordsIsNeitherInSyncNorEligible() {
    active = Set.of(2, 3);
    assertEquals(
        record().isr(List.of(2)).leader(2).eligibleLeaderReplicas(List.of(3)),
        change(partition(List.of(1), 1, 2, 3), TWO).uncleanlyStopped(Set.of(1)).record().get());
  }

  @Test
  void preferredReplicaTakesOverWhenItIsAskedToAndInSync() {
    assertEquals(Optional.empty(), change(partition(List.of(1, 2), 2), ONE).record());
    assertEquals(
        record().leader(1),
        change(partition(List.of(1, 2), 2), ONE)
            .election(PartitionChange.Election.PREFERRED)
            .record()
            .get());
    assertEquals(
        Optional.empty(),
        change(partition(List.of(2, 3), 2), ONE)
            .election(PartitionChange.Election.PREFERRED)
            .record());
  }

  private static PartitionImage reassigning(List<Integer> isr, int leader) {
    return new PartitionImage(
        0, List.of(4, 5, 1, 2), isr, List.of(4, 5), List.of(1, 2), leader, 7, 9);
  }

  @Test
  void reassignmentEndsWhenAllThatItAddsAreInSync() {
    assertEquals(
        record().isr(List.of(1, 2, 4)),
        change(reassigning(List.of(1, 2), 1), ONE).isr(List.of(1, 2, 4)).record().get());
    PartitionChangeRecord end =
        change(reassigning(List.of(1, 2, 4), 1), ONE).isr(List.of(1, 2, 4, 5)).record().get();
    assertEquals(
        record()
            .isr(List.of(4, 5))
            .leader(4)
            .replicas(List.of(4, 5))
            .addingReplicas(List.of())
            .removingReplicas(List.of()),
        end);
  }

  @Test
  void leaderEpochGrowsWhenReplicasAreRemovedThoughTheLeaderStays() {
    PartitionImage shrinking =
        new PartitionImage(0, List.of(1, 2, 3), List.of(1, 2, 3), List.of(), List.of(3), 1, 7, 9);
    Optional<PartitionChangeRecord> end = change(shrinking, ONE).record();
    assertTrue(end.isPresent());
    assertEquals(1, end.get().leader());
    assertEquals(List.of(1, 2), end.get().replicas());
  }
}
