package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.batch;
import static io.ringmain.testkit.tck.storage.TckBatches.bytes;
import static io.ringmain.testkit.tck.storage.TckBatches.joined;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static io.ringmain.testkit.tck.storage.TckBatches.singles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** S7 to S16: what a writer may rely on, and who sees what it wrote. */
abstract class WritingRules extends LifecycleRules {
  private static final int CONCURRENT_APPENDS = 1_000;
  private static final int READERS = 2;

  @Test
  void s7_writerMayBeAnotherThreadEachTime() throws Exception {
    PartitionLog log = newLog();
    for (int i = 0; i < 4; i++) {
      int offset = i;
      onAnotherThread(() -> {
        log.append(single(offset));
        log.startLeaderEpoch(offset);
        log.roll();
        return null;
      });
    }
    assertEquals(4, log.logEndOffset());
    onAnotherThread(() -> {
      log.truncateTo(2);
      log.close();
      return null;
    });
  }

  @Test
  void s7_readersSeeWholeBatchesWhileTheWriterAppendsRollsTruncatesAndDeletes() throws Exception {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<Long>> reading = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int seed = i;
        reading.add(readers.submit(() -> readUntil(done, log, seed)));
      }
      try {
        writeAllKinds(storage, log);
      } finally {
        done.set(true);
      }
      for (Future<Long> reader : reading) {
        assertTrue(reader.get(30, TimeUnit.SECONDS) > 0);
      }
    }
  }

  private void writeAllKinds(Storage storage, PartitionLog log) {
    Random random = new Random(5);
    for (int i = 0; i < CONCURRENT_APPENDS; i++) {
      long end = log.logEndOffset();
      log.append(batch(end, 1 + i % 3, 0, i, 80 + i % 50));
      switch (random.nextInt(150)) {
        case 0 -> log.truncateTo(Math.max(log.logStartOffset(), end - random.nextInt(60)));
        case 1 -> log.advanceStart(Math.max(log.logStartOffset(), end - 200));
        case 2 -> log.roll();
        case 3 -> housekeep(storage, log);
        default -> {}
      }
    }
  }

  private static long readUntil(AtomicBoolean done, PartitionLog log, int seed) {
    Random random = new Random(seed);
    long batches = 0;
    while (!done.get() || batches == 0) {
      long start = log.logStartOffset();
      long end = log.logEndOffset();
      long upTo = end - random.nextInt(3);
      long offset = start + random.nextLong(Math.max(1, end - start));
      try (LogSlice slice = log.read(offset, random.nextInt(2_000), upTo, true)) {
        batches += checkedBatches(slice, offset, upTo);
      } catch (OffsetOutOfRangeException movedMeanwhile) {
        // The writer may have truncated and appended anew since, so it tells nothing.
      }
      assertFalse(log.segments().isEmpty());
      assertTrue(log.sizeBytes() >= 0);
      var _ = log.batchAtOrAfter(random.nextInt(CONCURRENT_APPENDS));
      var _ = log.endOfLeaderEpoch(0);
    }
    return batches;
  }

  private static int checkedBatches(LogSlice slice, long offset, long upTo) {
    ByteBuffer bytes = slice.buffer();
    int position = 0;
    int batches = 0;
    long expected = -1;
    while (position < bytes.limit()) {
      long base = RecordBatchHeader.baseOffset(bytes, position);
      assertTrue(expected < 0 ? base <= offset : base == expected, "offsets follow each other");
      assertTrue(TckBatches.hasValidCrc(bytes, position), "a torn batch was handed out");
      expected = RecordBatchHeader.lastOffset(bytes, position) + 1;
      assertTrue(expected > offset);
      position += RecordBatchHeader.sizeBytes(bytes, position);
      batches++;
    }
    assertTrue(batches == 0 || expected <= upTo);
    return batches;
  }

  @Test
  void s8_otherThreadsSeeWhatAWriterCallChangedOnItsReturn() throws Exception {
    PartitionLog log = newLog();
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < 100; i++) {
        log.append(batch(i, 1, i / 10, 1_000 + i, 100));
        int appended = i + 1;
        Callable<Boolean> seen =
            () -> log.logEndOffset() == appended && log.latestLeaderEpoch() == (appended - 1) / 10;
        assertTrue(other.submit(seen).get(30, TimeUnit.SECONDS), "append " + i + " is seen");
      }
      log.advanceStart(30);
      assertEquals(30, other.submit(log::logStartOffset).get(30, TimeUnit.SECONDS));
      log.truncateTo(60);
      assertEquals(60, other.submit(log::logEndOffset).get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void s10_refusedCallHasChangedNothing() {
    PartitionLog log = newLog();
    log.append(batch(0, 5, 1, 1_000, 200));
    log.append(batch(5, 5, 2, 1_001, 200));
    log.advanceStart(2);
    List<Runnable> refused =
        List.of(
            () -> log.append(batch(9, 3, 7, 2_000, 100)),
            () -> log.append(joined(batch(10, 1, 8, 2_000, 100), batch(10, 1, 9, 2_000, 100))),
            () -> log.append(ByteBuffer.allocate(30)),
            () -> log.advanceStart(11));
    for (Runnable call : refused) {
      try {
        call.run(); // That it is refused is what other rules say.
      } catch (RuntimeException expected) {
        assertEquals(2, log.logStartOffset());
        assertEquals(10, log.logEndOffset());
        assertEquals(2, log.latestLeaderEpoch());
        assertEquals(400, log.sizeBytes());
        assertEquals(400, readAll(log).length);
      }
    }
  }

  @Test
  void s10_afterAnIoErrorWriterCallsAreRefusedAndReadsGoOn() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 5);
    assumeTrue(
        failWrites(storage, data()),
        "the plugin's writes cannot be made to fail: override failWrites");
    StorageException failure =
        assertThrows(
            StorageException.class,
            () -> {
              for (long offset = log.logEndOffset(); offset < 1_000; offset++) {
                log.append(batch(offset, 1, 0, 1, 2_000));
              }
            });
    assertFalse(failure.kind().retriable());
    long end = log.logEndOffset();
    List<Runnable> writerCalls =
        List.of(
            () -> log.append(single(end)),
            () -> log.startLeaderEpoch(9),
            () -> log.truncateTo(1),
            () -> log.truncateFullyAndStartAt(0),
            () -> log.advanceStart(1),
            log::roll,
            () -> log.reconfigure(SMALL),
            () -> log.saveSnapshot(0, ByteBuffer.allocate(1)));
    for (Runnable call : writerCalls) {
      StorageException again = assertThrows(StorageException.class, call::run);
      assertEquals(failure.kind(), again.kind());
      assertEquals(failure.getMessage(), again.getMessage());
    }
    assertEquals(end, log.logEndOffset());
    assertArrayEquals(bytes(single(3)), bytes(log.read(3, 1, Long.MAX_VALUE, true)));
  }

  @Test
  void s12_offsetsThatGoBackAreRefused() {
    PartitionLog log = newLog();
    log.append(batch(0, 5, 0, 1, 100));
    assertThrows(IllegalArgumentException.class, () -> log.append(batch(4, 1, 0, 1, 100)));
    assertThrows(
        IllegalArgumentException.class,
        () -> log.append(joined(batch(5, 2, 0, 1, 100), batch(6, 1, 0, 1, 100))));
    assertThrows(IllegalArgumentException.class, () -> log.append(batch(0, 9, 0, 1, 100)));
  }

  @Test
  void s12_offsetsMayLeaveGaps() {
    PartitionLog log = newLog();
    log.append(joined(batch(3, 2, 0, 1, 100), batch(10, 1, 0, 1, 100)));
    log.append(batch(5_000_000_000L, 1, 0, 1, 100));
    assertEquals(5_000_000_001L, log.logEndOffset());
  }

  @Test
  void s12_whatIsNoWholeBatchIsRefused() {
    PartitionLog log = newLog();
    ByteBuffer whole = single(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> log.append(whole.duplicate().limit(whole.limit() - 1)));
    assertThrows(IllegalArgumentException.class, () -> log.append(ByteBuffer.allocate(20)));
    ByteBuffer negative = single(0).putInt(8, -5);
    assertThrows(IllegalArgumentException.class, () -> log.append(negative));
  }

  @Test
  void s13_allOrNoneOfAnAppendIsThere() {
    PartitionLog log = newLog();
    log.append(single(0));
    try {
      log.append(joined(single(1), single(2), single(2)));
    } catch (IllegalArgumentException refused) {
      // S12 says so.
    }
    assertEquals(1, log.logEndOffset());
    assertArrayEquals(bytes(single(0)), readAll(log));
    log.append(singles(1, 30));
    assertEquals(30, log.logEndOffset());
  }

  @Test
  void s14_everyAppendCanBeReadAtOnce() {
    PartitionLog log = newLog();
    for (int i = 0; i < 150; i++) {
      long base = 3L * i;
      ByteBuffer appended = batch(base, 3, 0, 1_000 + i, 100);
      log.append(appended);
      assertEquals(base + 3, log.logEndOffset());
      assertArrayEquals(bytes(appended), bytes(log.read(base, 1 << 20, base + 3, false)));
      assertTrue(log.durableOffset() <= log.logEndOffset());
    }
  }

  @Test
  void s15_bufferIsTheCallersAgain() {
    PartitionLog log = newLog();
    ByteBuffer mine = singles(0, 4);
    log.append(mine);
    for (int i = 0; i < mine.capacity(); i++) {
      mine.put(i, (byte) 0x55);
    }
    assertArrayEquals(bytes(singles(0, 4)), readAll(log));
  }

  @Test
  void s15_onlyWhatLiesBetweenPositionAndLimitIsAppended() {
    PartitionLog log = newLog();
    ByteBuffer around = ByteBuffer.allocate(1_000).position(333);
    around.put(singles(0, 2)).flip().position(333);
    log.append(around);
    assertArrayEquals(bytes(singles(0, 2)), readAll(log));
  }

  @Test
  void s15_anyKindOfBufferWillDo() {
    PartitionLog log = newLog();
    log.append(ByteBuffer.allocateDirect(100).put(single(0)).flip());
    log.append(single(1).asReadOnlyBuffer());
    log.append(single(2).order(ByteOrder.LITTLE_ENDIAN));
    log.append(ByteBuffer.allocate(150).position(50).slice().put(single(3)).flip());
    assertArrayEquals(bytes(singles(0, 4)), readAll(log));
  }

  @Test
  void s16_newLeaderEpochBeginsAtTheBaseOffsetOfItsFirstBatch() {
    PartitionLog log = newLog();
    log.append(batch(0, 4, 2, 1, 100));
    log.append(joined(batch(6, 1, 5, 1, 100), batch(8, 1, 5, 1, 100), batch(9, 1, 7, 1, 100)));
    assertEquals(7, log.latestLeaderEpoch());
    assertEquals(6, log.endOfLeaderEpoch(2).orElseThrow().endOffset());
    assertEquals(9, log.endOfLeaderEpoch(5).orElseThrow().endOffset());
  }

  @Test
  void s16_batchOfAnOlderLeaderEpochBeginsNone() {
    PartitionLog log = newLog();
    log.append(batch(0, 1, 4, 1, 100));
    log.append(batch(1, 1, 3, 1, 100));
    assertEquals(4, log.latestLeaderEpoch());
    assertEquals(2, log.endOfLeaderEpoch(4).orElseThrow().endOffset());
  }

  static <T> T onAnotherThread(Callable<T> task) throws Exception {
    try (ExecutorService another = Executors.newSingleThreadExecutor()) {
      return another.submit(task).get(30, TimeUnit.SECONDS);
    }
  }
}
