package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.batch;
import static io.ringmain.testkit.tck.storage.TckBatches.bytes;
import static io.ringmain.testkit.tck.storage.TckBatches.joined;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static io.ringmain.testkit.tck.storage.TckBatches.singles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** S17, S18, S24 and S29: what a read returns, how long it can be used, and what time finds. */
abstract class ReadingRules extends WritingRules {

  /** Batches of 200, 150 and 100 bytes with the offsets 0 to 2, 3, and 10 to 11. */
  private PartitionLog threeBatches() {
    PartitionLog log = newLog();
    log.append(batch(0, 3, 0, 100, 200));
    log.append(batch(3, 1, 0, 101, 150));
    log.append(batch(10, 2, 0, 102, 100));
    return log;
  }

  private static void assertRead(LogSlice slice, long nextOffset, int sizeBytes) {
    try (slice) {
      assertEquals(sizeBytes, slice.sizeBytes());
      assertEquals(sizeBytes, slice.buffer().remaining());
      assertEquals(nextOffset, slice.nextOffset());
    }
  }

  @Test
  void s17_sliceStartsWithTheBatchThatHoldsTheOffset() {
    PartitionLog log = threeBatches();
    ByteBuffer first = batch(0, 3, 0, 100, 200);
    for (int offset = 0; offset < 3; offset++) {
      assertArrayEquals(bytes(first), bytes(log.read(offset, 200, Long.MAX_VALUE, false)));
    }
  }

  @Test
  void s17_sliceStartsAfterTheGapThatHoldsTheOffset() {
    PartitionLog log = threeBatches();
    ByteBuffer third = batch(10, 2, 0, 102, 100);
    for (int offset = 4; offset < 12; offset++) {
      assertArrayEquals(bytes(third), bytes(log.read(offset, 1_000, Long.MAX_VALUE, false)));
    }
  }

  @Test
  void s17_sliceHoldsOnlyBatchesWhollyBelowTheBound() {
    PartitionLog log = threeBatches();
    assertRead(log.read(0, 1_000, 4, false), 4, 350);
    assertRead(log.read(0, 1_000, 11, false), 4, 350);
    assertRead(log.read(0, 1_000, 3, true), 3, 200);
    assertRead(log.read(0, 1_000, 2, true), 0, 0);
    assertRead(log.read(10, 1_000, 11, true), 10, 0);
    assertRead(log.read(1, 1_000, 1, true), 1, 0);
  }

  @Test
  void s17_sliceHoldsAtMostMaxBytesOrOneBatchWhenAskedFor() {
    PartitionLog log = threeBatches();
    assertRead(log.read(0, 349, Long.MAX_VALUE, false), 3, 200);
    assertRead(log.read(0, 199, Long.MAX_VALUE, false), 0, 0);
    assertRead(log.read(0, 199, Long.MAX_VALUE, true), 3, 200);
    assertRead(log.read(3, 0, Long.MAX_VALUE, true), 4, 150);
    assertRead(log.read(3, 0, Long.MAX_VALUE, false), 3, 0);
  }

  @Test
  void s17_readAtTheEndIsEmptyAndOutsideIsRefused() {
    PartitionLog log = threeBatches();
    assertRead(log.read(12, 1_000, Long.MAX_VALUE, true), 12, 0);
    assertThrows(OffsetOutOfRangeException.class, () -> log.read(13, 1_000, Long.MAX_VALUE, true));
    assertThrows(OffsetOutOfRangeException.class, () -> log.read(-1, 1_000, Long.MAX_VALUE, true));
    log.advanceStart(2);
    assertThrows(OffsetOutOfRangeException.class, () -> log.read(1, 1_000, Long.MAX_VALUE, true));
  }

  @Test
  void s17_everyOffsetIsFoundAcrossSegments() {
    PartitionLog log = newLog();
    for (int i = 0; i < 200; i++) {
      log.append(batch(2L * i, 2, 0, 1_000 + i, 100));
    }
    for (int offset = 0; offset < 400; offset++) {
      assertRead(log.read(offset, 1, Long.MAX_VALUE, true), offset / 2 * 2 + 2, 100);
    }
  }

  @Test
  void s17_fileRangeHoldsTheSameBytes() throws IOException {
    PartitionLog log = newLog();
    fill(log, 0, 20);
    try (LogSlice slice = log.read(7, 700, Long.MAX_VALUE, false)) {
      assumeTrue(slice.fileRange().isPresent(), "the plugin's slices are no file ranges");
      LogSlice.FileRange range = slice.fileRange().orElseThrow();
      ByteBuffer read = ByteBuffer.allocate(range.sizeBytes());
      long position = range.position();
      while (read.hasRemaining()) {
        int count = range.channel().read(read, position);
        assertTrue(count > 0);
        position += count;
      }
      assertEquals(slice.buffer(), read.flip());
    }
  }

  @Test
  void s18_bytesOfASliceStayThroughTruncationAndNewAppends() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 60);
    LogSlice low = held(log.read(10, 1_000, Long.MAX_VALUE, true));
    LogSlice high = held(log.read(50, 500, Long.MAX_VALUE, true));
    byte[] lowBytes = bytes(low.buffer());
    byte[] highBytes = bytes(high.buffer());
    log.truncateTo(12);
    for (int i = 12; i < 80; i++) {
      log.append(batch(i, 1, 1, 5_000 + i, 90));
    }
    housekeep(storage, log);
    assertArrayEquals(lowBytes, bytes(low.buffer()));
    assertArrayEquals(highBytes, bytes(high.buffer()));
    log.truncateFullyAndStartAt(3);
    log.append(batch(3, 1, 2, 9_000, 100));
    assertArrayEquals(lowBytes, bytes(low.buffer()));
    assertArrayEquals(highBytes, bytes(high.buffer()));
  }

  @Test
  void s18_bytesOfASliceStayWhenTheyAreCutAway() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 30);
    log.roll();
    fill(log, 30, 60);
    LogSlice slice = held(log.read(0, 1_000, Long.MAX_VALUE, true));
    byte[] before = bytes(slice.buffer());
    log.advanceStart(60);
    get(log.flush());
    housekeep(storage, log);
    assertArrayEquals(before, bytes(slice.buffer()));
  }

  @Test
  void s24_closedSliceIsNotReadAnyMore() {
    PartitionLog log = newLog();
    fill(log, 0, 3);
    LogSlice slice = log.read(0, 1_000, Long.MAX_VALUE, true);
    slice.close();
    assertThrows(IllegalStateException.class, slice::buffer);
  }

  @Test
  void s24_slicesOutliveTheirLogAndStorage() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 5);
    LogSlice first = held(log.read(0, 200, Long.MAX_VALUE, true));
    LogSlice second = held(log.read(2, 300, Long.MAX_VALUE, true));
    log.close();
    assertArrayEquals(bytes(singles(0, 2)), bytes(first.buffer()));
    storage.close();
    assertArrayEquals(bytes(singles(2, 5)), bytes(second.buffer()));
  }

  @Test
  void s18_bytesOfASliceStayWhenTheirLogIsOpenedAgainAndTruncated() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 20);
    LogSlice slice = held(log.read(0, 2_000, Long.MAX_VALUE, true));
    log.close();
    PartitionLog again = openLog(storage);
    again.truncateTo(5);
    again.append(batch(5, 10, 3, 1, 2_000));
    assertArrayEquals(bytes(singles(0, 20)), bytes(slice.buffer()));
  }

  @Test
  void s24_viewsOfASliceAreIndependentAndReadOnly() {
    PartitionLog log = newLog();
    fill(log, 0, 5);
    try (LogSlice slice = log.read(0, 1_000, Long.MAX_VALUE, true)) {
      ByteBuffer moved = slice.buffer();
      moved.position(moved.limit());
      assertEquals(slice.sizeBytes(), slice.buffer().remaining());
      assertTrue(slice.buffer().isReadOnly());
    }
  }

  @Test
  void s29_timestampFindsTheFirstBatchThatReachesIt() {
    PartitionLog log = newLog();
    for (int i = 0; i < 200; i++) {
      log.append(batch(2L * i, 2, 0, 1_000 + i, 100));
    }
    for (int i = 0; i < 200; i += 7) {
      assertEquals(OptionalLong.of(2L * i), log.batchAtOrAfter(1_000 + i));
    }
    assertEquals(OptionalLong.of(0), log.batchAtOrAfter(-1));
    assertEquals(OptionalLong.empty(), log.batchAtOrAfter(1_200));
  }

  @Test
  void s29_timestampsOutliveATruncationAndAKill() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    log.append(joined(single(3), single(8), single(13)));
    log.roll();
    log.append(single(14));
    get(log.flush());
    log.truncateTo(11);
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertEquals(OptionalLong.of(8), again.batchWithLargestTimestamp());
    assertEquals(OptionalLong.of(8), again.batchAtOrAfter(1_008));
    assertEquals(OptionalLong.empty(), again.batchAtOrAfter(1_009));
  }

  @Test
  void s29_timestampsNeedNotGrow() {
    PartitionLog log = newLog();
    long[] timestamps = {50, 20, 90, 30, 90, -1};
    for (int i = 0; i < timestamps.length; i++) {
      log.append(batch(i, 1, 0, timestamps[i], 100));
    }
    assertEquals(OptionalLong.of(0), log.batchAtOrAfter(20));
    assertEquals(OptionalLong.of(2), log.batchAtOrAfter(51));
    assertEquals(OptionalLong.of(2), log.batchWithLargestTimestamp());
    log.advanceStart(3);
    assertEquals(OptionalLong.of(4), log.batchWithLargestTimestamp());
    assertEquals(OptionalLong.of(3), log.batchAtOrAfter(30));
  }

  @Test
  void s29_nothingIsFoundInAnEmptyLog() {
    PartitionLog log = newLog();
    assertEquals(OptionalLong.empty(), log.batchAtOrAfter(-1));
    assertEquals(OptionalLong.empty(), log.batchWithLargestTimestamp());
  }

  @Test
  void s29_batchThatHoldsTheLogStartInsideCounts() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 0, 70, 100), batch(5, 5, 0, 60, 100)));
    log.advanceStart(3);
    assertEquals(OptionalLong.of(0), log.batchAtOrAfter(65));
    assertEquals(OptionalLong.of(0), log.batchWithLargestTimestamp());
  }
}
