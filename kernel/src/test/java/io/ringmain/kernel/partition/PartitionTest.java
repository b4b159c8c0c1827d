package io.ringmain.kernel.partition;

import static io.ringmain.kernel.partition.PartitionFixture.ALL;
import static io.ringmain.kernel.partition.PartitionFixture.LEADER;
import static io.ringmain.kernel.partition.PartitionFixture.LEADER_EPOCH;
import static io.ringmain.kernel.partition.PartitionFixture.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private final StorageException full = new StorageException(StorageException.Kind.FULL, "no room");
  private final StorageException offline =
      new StorageException(StorageException.Kind.OFFLINE, "the disk is gone");

  private final PartitionFixture fixture = new PartitionFixture();
  private final Partition partition = fixture.partition;

  @Test
  void givesConsecutiveOffsets() {
    assertEquals(0, fixture.produce(Batches.plain(3)).baseOffset());
    assertEquals(3, fixture.produce(Batches.plain(1)).baseOffset());
    assertEquals(4, fixture.produce(Batches.plain(2)).baseOffset());
    assertEquals(6, partition.logEndOffset());
    assertEquals(6, partition.highWatermark());
  }

  @Test
  void whatTheOnlyReplicaHasIsCommittedBeforeItLeadsAgain() {
    fixture.produce(Batches.plain(3));
    Partition restarted = restarted(fixture.log, false);
    assertEquals(3, restarted.highWatermark());
  }

  @Test
  void whatTheOnlyReplicaHasNotFlushedIsNotCommittedIfAcknowledgementsWaitForIt() {
    PartitionFixture durable = PartitionFixture.durable();
    durable.produce(Batches.plain(2));
    durable.log.completeFlushes(2);
    durable.produce(Batches.plain(1));
    assertEquals(2, restarted(durable.log, true).highWatermark());
  }

  private static Partition restarted(StubLog log, boolean flushBeforeAcknowledge) {
    Partition restarted =
        new Partition(
            log,
            PartitionFixture.config(Map.of()),
            flushBeforeAcknowledge,
            AloneReplica.setting(1),
            _ -> {});
    restarted.startAlone();
    return restarted;
  }

  @Test
  void writesItsLeaderEpochIntoBatchesAndKeepsTheirCrc() {
    fixture.produce(Batches.plain(2));
    partition.becomeLeader(AloneReplica.leads(LEADER_EPOCH + 2));
    fixture.produce(Batches.plain(2));
    RecordBatchView first = Batches.view(fixture.log.content().get(0));
    RecordBatchView second = Batches.view(fixture.log.content().get(1));
    assertEquals(LEADER_EPOCH, first.partitionLeaderEpoch());
    assertEquals(LEADER_EPOCH + 2, second.partitionLeaderEpoch());
    assertEquals(2, second.baseOffset());
    assertTrue(first.isCrcValid() && second.isCrcValid());
    assertEquals(2, fixture.log.endOfLeaderEpoch(LEADER_EPOCH).orElseThrow().endOffset());
  }

  @Test
  void tellsWhereLeaderEpochsEndAsKafkaDoes() {
    fixture.produce(Batches.plain(2));
    partition.becomeLeader(AloneReplica.leads(LEADER_EPOCH + 2));
    fixture.produce(Batches.plain(2));
    assertEquals(Optional.of(new LeaderEpochEnd(LEADER_EPOCH, 2)), endOf(LEADER_EPOCH));
    assertEquals(Optional.of(new LeaderEpochEnd(LEADER_EPOCH, 2)), endOf(LEADER_EPOCH + 1));
    assertEquals(Optional.of(new LeaderEpochEnd(LEADER_EPOCH + 2, 4)), endOf(LEADER_EPOCH + 2));
    assertEquals(Optional.empty(), endOf(LEADER_EPOCH + 3));
    assertEquals(Optional.of(new LeaderEpochEnd(LEADER_EPOCH - 1, 0)), endOf(LEADER_EPOCH - 1));
    assertEquals(Optional.empty(), endOf(-1));
  }

  private Optional<LeaderEpochEnd> endOf(int leaderEpoch) {
    return partition.reads().endOfLeaderEpoch(leaderEpoch);
  }

  @Test
  void answersAtOnceWithoutAcks() {
    int index = fixture.append(Batches.plain(1), NONE);
    assertEquals(ErrorCode.NONE, fixture.outcomes.get(index).error());
  }

  @Test
  void acknowledgesAtTheEndOfTheBatch() {
    int one = fixture.append(Batches.plain(1), LEADER);
    int all = fixture.append(Batches.plain(1), ALL);
    assertTrue(fixture.outcomes.isEmpty());
    assertTrue(partition.appends().areWaiting());
    fixture.endOfBatch();
    assertEquals(0, fixture.outcomes.get(one).baseOffset());
    assertEquals(1, fixture.outcomes.get(all).baseOffset());
    assertFalse(partition.appends().areWaiting());
    assertEquals(
        0, fixture.log.flushesAsked(), "a storage that does not ask for it is not flushed");
  }

  @Test
  void acknowledgesWhatIsDurableWhereTheStorageWantsThat() {
    PartitionFixture durable = PartitionFixture.durable();
    int one = durable.append(Batches.plain(1), LEADER);
    int all = durable.append(Batches.plain(1), ALL);
    durable.endOfBatch();
    assertEquals(1, durable.log.flushesAsked());
    assertTrue(durable.outcomes.isEmpty());
    assertEquals(0, durable.partition.highWatermark());
    durable.log.completeFlushes(1);
    assertEquals(1, durable.turnRing());
    assertEquals(Map.of(one, 0L), baseOffsets(durable));
    durable.log.completeFlushes(2);
    durable.turnRing();
    assertEquals(Map.of(one, 0L, all, 1L), baseOffsets(durable));
  }

  private static Map<Integer, Long> baseOffsets(PartitionFixture fixture) {
    return fixture.outcomes.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().baseOffset()));
  }

  @Test
  void refusesWhereItDoesNotLead() {
    partition.resign(fixture.wakes);
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, fixture.produce(Batches.plain(1)).error());
    assertEquals(0, partition.logEndOffset());
  }

  @Test
  void refusesAcksAllBelowMinInSyncReplicasOnly() {
    PartitionFixture two =
        new PartitionFixture(new StubLog(), Map.of("min.insync.replicas", "2"), false);
    LeaderRole alone = new LeaderRole(LEADER_EPOCH + 1, 1, List.of(1, 2), List.of(1));
    two.partition.becomeLeader(alone);
    PartitionFixture.Outcome refused = two.produce(Batches.plain(1));
    assertEquals(ErrorCode.NOT_ENOUGH_REPLICAS, refused.error());
    assertTrue(refused.message().contains("min.insync.replicas"), refused.message());
    int one = two.append(Batches.plain(1), LEADER);
    two.endOfBatch();
    assertEquals(ErrorCode.NONE, two.outcomes.get(one).error());
    assertEquals(0, two.partition.highWatermark(), "committed by too few");
    two.partition.becomeLeader(new LeaderRole(LEADER_EPOCH + 1, 2, List.of(1, 2), List.of(1, 2)));
    int both = two.append(Batches.plain(1), ALL);
    two.endOfBatch();
    assertFalse(two.outcomes.containsKey(both), "acknowledged before the follower has it");
    two.partition.followers().fetched(2, 2, 0, -1);
    two.endOfBatch();
    assertEquals(1, two.outcomes.get(both).baseOffset());
    assertEquals(2, two.partition.highWatermark());
  }

  @Test
  void moreInSyncReplicasThanThereAreReplicasAreNotWaitedFor() {
    PartitionFixture one =
        new PartitionFixture(new StubLog(), Map.of("min.insync.replicas", "2"), false);
    assertEquals(ErrorCode.NONE, one.produce(Batches.plain(1)).error());
  }

  @Test
  void goesOnAfterTheStorageWasFull() {
    fixture.log.failAppends(full);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, fixture.produce(Batches.of(7, 0, 0, 2)).error());
    fixture.log.failAppends(null);
    assertEquals(0, fixture.produce(Batches.of(7, 0, 0, 2)).baseOffset());
  }

  @Test
  void staysOfflineAfterAnIoErrorAndIsReadOn() {
    fixture.produce(Batches.plain(1));
    fixture.log.failAppends(offline);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, fixture.produce(Batches.plain(1)).error());
    fixture.log.failAppends(null);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, fixture.produce(Batches.plain(1)).error());
    try (var slice = partition.reads().read(0, 1000, true)) {
      assertEquals(1, slice.nextOffset());
    }
  }

  @Test
  void aFlushThatFailsTakesThePartitionOffline() {
    PartitionFixture durable = PartitionFixture.durable();
    int index = durable.append(Batches.plain(1), ALL);
    durable.endOfBatch();
    durable.log.breakFlushes(offline);
    durable.turnRing();
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, durable.outcomes.get(index).error());
    assertEquals(0, durable.partition.highWatermark());
    assertEquals(1, durable.log.flushesAsked(), "it is not tried for ever");
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, durable.produce(Batches.plain(1)).error());
  }

  @Test
  void aFlushThatThrowsTakesThePartitionOffline() {
    PartitionFixture durable = PartitionFixture.durable();
    durable.log.failFlushes(offline);
    int index = durable.append(Batches.plain(1), ALL);
    durable.endOfBatch();
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, durable.outcomes.get(index).error());
  }

  @Test
  void anAppendThatFailsAnswersThoseThatWaitForAFlushNoLongerComing() {
    PartitionFixture durable = PartitionFixture.durable();
    int waiting = durable.append(Batches.plain(1), ALL);
    durable.log.failAppends(offline);
    durable.append(Batches.plain(1), ALL);
    durable.endOfBatch();
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, durable.outcomes.get(waiting).error());
  }

  @Test
  void aSnapshotThatFailsDoesNotFailTheAppend() {
    fixture.log.failSnapshots(full);
    // Sixty-four MiB lead to a snapshot.
    ByteBuffer large = large();
    for (int i = 0; i < 65; i++) {
      assertEquals(ErrorCode.NONE, fixture.produce(large.duplicate()).error());
    }
  }

  private static ByteBuffer large() {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0);
    builder.append(1, new byte[0], new byte[1 << 20]);
    return builder.build();
  }

  @Test
  void timesOutWhatNobodyAcknowledges() {
    PartitionFixture durable = PartitionFixture.durable();
    int first = durable.append(Batches.plain(1), ALL, 1_000);
    int second = durable.append(Batches.plain(1), LEADER, 2_000);
    durable.endOfBatch();
    durable.expire(999);
    assertTrue(durable.outcomes.isEmpty());
    durable.expire(1_000);
    assertEquals(ErrorCode.REQUEST_TIMED_OUT, durable.outcomes.get(first).error());
    durable.expire(2_000);
    assertEquals(ErrorCode.REQUEST_TIMED_OUT, durable.outcomes.get(second).error());
    assertFalse(durable.partition.appends().areWaiting());
  }

  @Test
  void timesOutAShortWaitBehindALongOne() {
    PartitionFixture durable = PartitionFixture.durable();
    int patient = durable.append(Batches.plain(1), ALL, 9_000);
    int hasty = durable.append(Batches.plain(1), ALL, 1_000);
    durable.endOfBatch();
    durable.expire(1_000);
    assertEquals(ErrorCode.REQUEST_TIMED_OUT, durable.outcomes.get(hasty).error());
    assertFalse(durable.outcomes.containsKey(patient));
    durable.log.completeFlushes(2);
    durable.turnRing();
    assertEquals(0, durable.outcomes.get(patient).baseOffset());
    assertFalse(durable.partition.appends().areWaiting());
  }

  @Test
  void answersThoseWhoWaitWhenItResigns() {
    PartitionFixture durable = PartitionFixture.durable();
    int one = durable.append(Batches.plain(1), LEADER);
    int all = durable.append(Batches.plain(1), ALL);
    durable.partition.resign(durable.wakes);
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, durable.outcomes.get(one).error());
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, durable.outcomes.get(all).error());
    durable.log.completeFlushes(2);
    durable.turnRing();
    assertEquals(2, durable.outcomes.size());
  }

  @Test
  void highWatermarkNeverGoesBack() {
    PartitionFixture durable = PartitionFixture.durable();
    long before = 0;
    for (int i = 1; i <= 20; i++) {
      durable.append(Batches.plain(i % 3 + 1), ALL);
      durable.endOfBatch();
      durable.log.completeFlushes(i % 2 == 0 ? durable.log.logEndOffset() : i);
      durable.turnRing();
      assertTrue(durable.partition.highWatermark() >= before);
      assertTrue(durable.partition.highWatermark() <= durable.log.durableOffset());
      before = durable.partition.highWatermark();
    }
  }

  @Test
  void deletesRecordsUpToTheHighWatermarkOnly() {
    PartitionFixture durable = PartitionFixture.durable();
    durable.append(Batches.plain(3), ALL);
    durable.append(Batches.plain(3), ALL);
    durable.endOfBatch();
    durable.log.completeFlushes(3);
    durable.turnRing();
    assertEquals(2, durable.partition.upkeep().deleteRecordsBelow(2));
    assertEquals(3, durable.partition.upkeep().deleteRecordsBelow(5));
    assertEquals(3, durable.partition.upkeep().deleteRecordsBelow(1));
  }

  @Test
  void closesTheLogWithASnapshotOfItsProducers() {
    fixture.produce(Batches.of(7, 0, 0, 2));
    partition.resign(fixture.wakes);
    partition.close();
    assertTrue(fixture.log.isClosed());
    assertEquals(2, fixture.log.latestSnapshot(Long.MAX_VALUE).orElseThrow().offset());
  }
}
