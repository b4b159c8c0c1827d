package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a partition does while it follows. */
class FollowingTest {
  private static final int EPOCH = 3;

  private final StubLog log = new StubLog();
  private final Wakes wakes = new Wakes();

  private Partition following(Map<String, String> topicConfig) {
    Partition partition =
        new Partition(
            log,
            new TopicConfig(topicConfig, BrokerConfig.parse(Map.of())),
            false,
            AloneReplica.setting(1),
            _ -> {});
    partition.becomeFollower(EPOCH, wakes);
    return partition;
  }

  private final Partition partition = following(Map.of());

  /** Batches of one record each, as a leader in an epoch has them. */
  private static ByteBuffer fetched(int leaderEpoch, long fromOffset, int count) {
    ByteBuffer all = ByteBuffer.allocate(10_000);
    for (int i = 0; i < count; i++) {
      ByteBuffer batch = Batches.of(7, 0, (int) fromOffset + i, 1);
      RecordBatchView view = Batches.view(batch);
      view.baseOffset(fromOffset + i);
      view.partitionLeaderEpoch(leaderEpoch);
      all.put(batch);
    }
    return all.flip();
  }

  @Test
  void takesOffsetsAndLeaderEpochsFromItsLeader() {
    partition.following().append(fetched(EPOCH, 0, 3), 2, 0);
    assertEquals(3, partition.logEndOffset());
    assertEquals(2, partition.highWatermark());
    assertEquals(EPOCH, log.latestLeaderEpoch());
    assertEquals(1, log.appendSizes().size());
  }

  @Test
  void batchesThatFitNoSegmentTogetherAreAppendedOneByOne() {
    int one = fetched(EPOCH, 0, 1).remaining();
    Partition small = following(Map.of("internal.segment.bytes", Integer.toString(2 * one)));
    small.following().append(fetched(EPOCH, 0, 3), 0, 0);
    assertEquals(List.of(one, one, one), log.appendSizes());
    assertEquals(3, small.logEndOffset());
  }

  @Test
  void theHighWatermarkIsNotBeyondItsOwnEnd() {
    partition.following().append(fetched(EPOCH, 0, 3), 9, 0);
    assertEquals(3, partition.highWatermark());
  }

  @Test
  void producersAreKnownAgainAfterATruncationWhoseLogCouldNotBeRead() {
    partition.following().append(fetched(EPOCH, 0, 3), 2, 0);
    StorageException unreadable = new StorageException(StorageException.Kind.CORRUPT, "damaged");
    log.failReads(unreadable);
    partition.following().truncateTo(2);
    assertThrows(
        StorageException.class, () -> partition.following().append(fetched(EPOCH, 2, 1), 2, 0));
    partition.becomeLeader(AloneReplica.leads(EPOCH + 1));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produced(Batches.of(7, 0, 2, 1)));
    log.failReads(null);
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produced(Batches.of(7, 0, 3, 1)));
    assertEquals(ErrorCode.NONE, produced(Batches.of(7, 0, 2, 1)));
    assertEquals(3, partition.logEndOffset());
  }

  @Test
  void producersThatCouldNotBeReadAreReadFromTheLogThatTakesOver() {
    partition.following().append(fetched(EPOCH, 0, 3), 2, 0);
    log.failReads(new StorageException(StorageException.Kind.CORRUPT, "damaged"));
    partition.following().truncateTo(2);
    StubLog successor = new StubLog();
    successor.append(fetched(EPOCH, 0, 2));
    partition.upkeep().takeOver(successor);
    partition.becomeLeader(AloneReplica.leads(EPOCH + 1));
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produced(Batches.of(7, 0, 3, 1)));
    assertEquals(ErrorCode.NONE, produced(Batches.of(7, 0, 2, 1)));
    assertEquals(3, partition.logEndOffset());
  }

  private ErrorCode produced(ByteBuffer batch) {
    ErrorCode[] told = new ErrorCode[1];
    partition
        .appends()
        .append(
            batch,
            Batches.view(batch),
            (short) 0,
            Long.MAX_VALUE,
            (_, outcome, _) -> told[0] = outcome.error(),
            0,
            new AppendOutcome(),
            wakes);
    return told[0];
  }

  @Test
  void deletesWhatItsLeaderHasDeleted() {
    partition.following().append(fetched(EPOCH, 0, 3), 3, 2);
    assertEquals(2, partition.logStartOffset());
  }

  @Test
  void takesNoAppendsOfClients() {
    AppendOutcome outcome = new AppendOutcome();
    ByteBuffer batch = Batches.plain(1);
    partition
        .appends()
        .append(
            batch,
            Batches.view(batch),
            (short) 1,
            0,
            (_, told, _) -> assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, told.error()),
            0,
            outcome,
            wakes);
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, outcome.error());
    assertEquals(0, partition.logEndOffset());
  }

  @Test
  void knowsProducersOnceItLeads() {
    partition.following().append(fetched(EPOCH, 0, 3), 3, 0);
    partition.becomeLeader(AloneReplica.leads(EPOCH + 1));
    AppendOutcome outcome = new AppendOutcome();
    ByteBuffer again = Batches.of(7, 0, 2, 1);
    partition
        .appends()
        .append(
            again,
            Batches.view(again),
            (short) 0,
            0,
            (_, told, _) -> assertEquals(2, told.baseOffset(), "a repetition"),
            0,
            outcome,
            wakes);
    assertEquals(3, partition.logEndOffset());
  }

  @Test
  void forgetsTheProducersOfWhatIsTruncated() {
    partition.following().append(fetched(EPOCH, 0, 3), 0, 0);
    partition.following().truncateTo(1);
    assertEquals(1, partition.logEndOffset());
    partition.becomeLeader(AloneReplica.leads(EPOCH + 1));
    AppendOutcome outcome = new AppendOutcome();
    ByteBuffer next = Batches.of(7, 0, 1, 1);
    partition
        .appends()
        .append(next, Batches.view(next), (short) 0, 0, (_, _, _) -> {}, 0, outcome, wakes);
    assertEquals(ErrorCode.NONE, outcome.error());
    assertEquals(2, partition.logEndOffset());
  }

  @Test
  void beginsAnewWhereItsLeaderStarts() {
    partition.following().append(fetched(EPOCH, 0, 3), 3, 0);
    partition.following().startAnewAt(50);
    assertEquals(50, partition.logStartOffset());
    assertEquals(50, partition.highWatermark());
    partition.following().append(fetched(EPOCH, 50, 1), 51, 50);
    assertEquals(51, partition.highWatermark());
  }

  @Test
  void aDiskThatFailsTakesItOutOfService() {
    log.failAppends(new StorageException(StorageException.Kind.OFFLINE, "broken"));
    assertThrows(
        StorageException.class, () -> partition.following().append(fetched(EPOCH, 0, 1), 0, 0));
    assertTrue(partition.isOffline());
  }

  @Test
  void aDiskThatIsFullDoesNot() {
    log.failAppends(new StorageException(StorageException.Kind.FULL, "full"));
    assertThrows(
        StorageException.class, () -> partition.following().append(fetched(EPOCH, 0, 1), 0, 0));
    assertFalse(partition.isOffline());
  }
}
