package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.StorageException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code flush.messages} and {@code flush.ms}: flushes that the storage does not ask for. */
class FlushIntervalTest {
  private static final String FLUSH_MESSAGES = "flush.messages";
  private static final String FLUSH_MS = "flush.ms";

  @Test
  void flushesAfterFlushMessagesWithoutLettingAnybodyWait() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MESSAGES, "3");
    assertEquals(ErrorCode.NONE, fixture.produce(Batches.plain(2)).error());
    assertEquals(0, fixture.log.flushesAsked());
    assertEquals(ErrorCode.NONE, fixture.produce(Batches.plain(1)).error());
    assertEquals(1, fixture.log.flushesAsked());
  }

  @Test
  void looksAgainForWhatCameDuringAFlush() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MESSAGES, "2");
    fixture.produce(Batches.plain(2));
    fixture.produce(Batches.plain(2));
    assertEquals(1, fixture.log.flushesAsked(), "one at a time");
    fixture.log.completeFlushes(2);
    fixture.turnRing();
    assertEquals(2, fixture.log.flushesAsked());
    fixture.log.completeFlushes(4);
    fixture.turnRing();
    assertEquals(2, fixture.log.flushesAsked());
  }

  @Test
  void acknowledgesWhatIsDurableWithFlushMessagesOne() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MESSAGES, "1");
    int index = fixture.append(Batches.plain(1), PartitionFixture.LEADER);
    fixture.endOfBatch();
    assertTrue(fixture.outcomes.isEmpty());
    fixture.log.completeFlushes(1);
    fixture.turnRing();
    assertEquals(ErrorCode.NONE, fixture.outcomes.get(index).error());
  }

  @Test
  void timesOneFlushForAllThatIsAppendedWithinFlushMs() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MS, "250");
    assertEquals(Partition.NO_FLUSH, fixture.partition.claimTimedFlush(), "nothing to flush");
    fixture.produce(Batches.plain(1));
    assertEquals(250, fixture.partition.claimTimedFlush());
    fixture.produce(Batches.plain(1));
    assertEquals(Partition.NO_FLUSH, fixture.partition.claimTimedFlush(), "timed already");
    fixture.partition.flushInTime();
    assertEquals(1, fixture.log.flushesAsked());
    fixture.log.completeFlushes(2);
    assertEquals(Partition.NO_FLUSH, fixture.partition.claimTimedFlush());
    fixture.produce(Batches.plain(1));
    assertEquals(250, fixture.partition.claimTimedFlush());
  }

  @Test
  void doesNotFlushALogThatIsClosed() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MS, "250");
    fixture.produce(Batches.plain(1));
    fixture.partition.close();
    fixture.partition.flushInTime();
    assertEquals(0, fixture.log.flushesAsked());
  }

  @Test
  void isOfflineAfterAFlushThatFailed() {
    PartitionFixture fixture = PartitionFixture.with(FLUSH_MESSAGES, "2");
    fixture.produce(Batches.plain(2));
    fixture.log.breakFlushes(new StorageException(StorageException.Kind.OFFLINE, "disk is gone"));
    fixture.turnRing();
    assertEquals(
        ErrorCode.KAFKA_STORAGE_ERROR, fixture.produce(Batches.plain(1)).error(), "as Kafka does");
  }

  @Test
  void leavesFlushesToTheSystemUnlessToldOtherwise() {
    PartitionFixture fixture = new PartitionFixture(new StubLog(), Map.of(), false);
    fixture.produce(Batches.plain(1));
    assertEquals(Partition.NO_FLUSH, fixture.partition.claimTimedFlush());
    assertEquals(0, fixture.log.flushesAsked());
  }
}
