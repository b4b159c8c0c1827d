package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Invariants 15 to 17, on one partition. */
class ProducerSequencesTest {
  private PartitionFixture fixture = new PartitionFixture();

  private PartitionFixture.Outcome produce(long id, int epoch, int sequence, int records) {
    return fixture.produce(Batches.of(id, epoch, sequence, records));
  }

  /** As after a crash: what was saved is found, and the log up to its end. */
  private void restart() {
    fixture = new PartitionFixture(fixture.log.reopened(), Map.of(), false);
  }

  private void closeAndRestart() {
    fixture.partition.resign(fixture.wakes);
    fixture.partition.close();
    restart();
  }

  @Test
  void answersARepeatedBatchWithItsFirstOffset() {
    produce(7, 0, 0, 3);
    produce(7, 0, 3, 2);
    assertEquals(0, produce(7, 0, 0, 3).baseOffset());
    PartitionFixture.Outcome repeated = produce(7, 0, 3, 2);
    assertEquals(ErrorCode.NONE, repeated.error());
    assertEquals(3, repeated.baseOffset());
    assertEquals(4, repeated.lastOffset());
    assertEquals(5, fixture.log.logEndOffset());
  }

  @Test
  void aRepeatedBatchWaitsForTheSameFlushAsTheFirst() {
    fixture = PartitionFixture.durable();
    fixture.append(Batches.of(7, 0, 0, 1), PartitionFixture.ALL);
    int repeated = fixture.append(Batches.of(7, 0, 0, 1), PartitionFixture.ALL);
    fixture.endOfBatch();
    assertTrue(fixture.outcomes.isEmpty());
    fixture.log.completeFlushes(1);
    fixture.turnRing();
    assertEquals(0, fixture.outcomes.get(repeated).baseOffset());
  }

  @Test
  void refusesAGap() {
    produce(7, 0, 0, 1);
    PartitionFixture.Outcome refused = produce(7, 0, 2, 1);
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, refused.error());
    assertTrue(refused.message().contains("last sequence 0"), refused.message());
    assertEquals(1, produce(7, 0, 1, 1).baseOffset());
  }

  @Test
  void refusesABatchThatOverlapsAnother() {
    produce(7, 0, 0, 4);
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 0, 2).error());
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 2, 4).error());
  }

  @Test
  void knowsFiveBatchesAgainAndNoMore() {
    for (int i = 0; i < 6; i++) {
      produce(7, 0, i, 1);
    }
    assertEquals(1, produce(7, 0, 1, 1).baseOffset());
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 0, 1).error());
  }

  @Test
  void refusesAnOlderProducerEpoch() {
    produce(7, 1, 0, 1);
    produce(7, 2, 0, 1);
    assertEquals(ErrorCode.INVALID_PRODUCER_EPOCH, produce(7, 1, 1, 1).error());
  }

  @Test
  void aNewProducerEpochBeginsAtZero() {
    produce(7, 0, 0, 5);
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 1, 5, 1).error());
    assertEquals(5, produce(7, 1, 0, 1).baseOffset());
  }

  @Test
  void producersDoNotDisturbOneAnother() {
    produce(7, 0, 0, 1);
    assertEquals(1, produce(8, 3, 0, 1).baseOffset());
    assertEquals(2, produce(7, 0, 1, 1).baseOffset());
    assertEquals(1, produce(8, 3, 0, 1).baseOffset());
  }

  @Test
  void sequencesGoOnAtZeroAfterTheLargest() {
    produce(7, 0, Integer.MAX_VALUE - 1, 2);
    assertEquals(2, produce(7, 0, 0, 1).baseOffset());
    closeAndRestart();
    assertEquals(2, produce(7, 0, 0, 1).baseOffset());
    assertEquals(3, produce(7, 0, 1, 1).baseOffset());
  }

  @Test
  void aBatchMaySpanTheLargestSequence() {
    produce(7, 0, Integer.MAX_VALUE, 3);
    assertEquals(0, produce(7, 0, Integer.MAX_VALUE, 3).baseOffset());
    assertEquals(3, produce(7, 0, 2, 1).baseOffset());
    closeAndRestart();
    assertEquals(3, produce(7, 0, 2, 1).baseOffset());
  }

  @Test
  void fiveBatchesAreKnownAgainAfterACleanRestart() {
    for (int i = 0; i < 7; i++) {
      produce(7, 0, 2 * i, 2);
    }
    closeAndRestart();
    for (int i = 2; i < 7; i++) {
      assertEquals(2L * i, produce(7, 0, 2 * i, 2).baseOffset());
    }
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 2, 2).error());
    assertEquals(14, produce(7, 0, 14, 1).baseOffset());
  }

  @Test
  void theLastBatchIsKnownAgainAfterACleanRestart() {
    produce(7, 1, 0, 2);
    produce(7, 1, 2, 3);
    closeAndRestart();
    assertEquals(2, produce(7, 1, 2, 3).baseOffset());
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 1, 6, 1).error());
    assertEquals(ErrorCode.INVALID_PRODUCER_EPOCH, produce(7, 0, 5, 1).error());
    assertEquals(5, produce(7, 1, 5, 1).baseOffset());
  }

  @Test
  void theTailBehindASnapshotIsReadAgain() {
    produce(7, 0, 0, 1);
    closeAndRestart();
    for (int i = 1; i < 8; i++) {
      produce(7, 0, i, 1);
    }
    restart();
    for (int i = 3; i < 8; i++) {
      assertEquals(i, produce(7, 0, i, 1).baseOffset());
    }
    assertEquals(8, produce(7, 0, 8, 1).baseOffset());
  }

  @Test
  void aDamagedSnapshotIsMadeUpForByTheLog() {
    produce(7, 0, 0, 2);
    fixture.log.saveSnapshot(2, ByteBuffer.allocate(40));
    restart();
    assertEquals(0, produce(7, 0, 0, 2).baseOffset());
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 3, 1).error());
  }

  @Test
  void aProducerLongSilentIsForgotten() {
    produce(7, 0, 0, 1);
    fixture.partition.upkeep().retain(Batches.TIMESTAMP + 99, 100);
    assertEquals(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(7, 0, 9, 1).error());
    fixture.partition.upkeep().retain(Batches.TIMESTAMP + 100, 100);
    assertEquals(1, produce(7, 0, 9, 1).baseOffset());
  }

  /** As Kafka has it: a producer that writes old timestamps is forgotten at the next look. */
  @Test
  void theTimestampOfItsBatchSaysHowLongAProducerWasSilent() {
    produce(7, 0, 0, 1);
    fixture.partition.upkeep().retain(Batches.TIMESTAMP + 86_400_000, 86_400_000);
    assertEquals(ErrorCode.NONE, produce(7, 0, 9, 1).error());
  }

  @Test
  void aRepeatedBatchIsAnsweredWithItsTimestamp() {
    produce(7, 0, 0, 3);
    produce(7, 0, 3, 1);
    assertEquals(Batches.TIMESTAMP + 2, produce(7, 0, 0, 3).logAppendTimeMs());
  }

  @Test
  void whatWasNotAppendedIsNotRemembered() {
    fixture.log.failAppends(new StorageException(StorageException.Kind.FULL, "no room"));
    produce(7, 0, 0, 1);
    fixture.log.failAppends(null);
    assertEquals(0, produce(7, 0, 0, 1).baseOffset());
    assertEquals(1, fixture.log.logEndOffset());
  }
}
