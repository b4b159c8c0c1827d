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

import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S25 to S28: segments are written anew and replaced, as compaction does. */
abstract class RewriteRules extends DurabilityRules {

  /** Segments of ten batches each from 0 on, the active one with the batches from 30 to 34. */
  private static void fillSegments(PartitionLog log) {
    for (int first = 0; first < 30; first += 10) {
      log.append(singles(first, first + 10));
      log.roll();
    }
    log.append(singles(30, 35));
  }

  private static LogRewrite rewriteOrSkip(PartitionLog log) {
    Optional<LogRewrite> rewrite = log.rewrite(10, 30);
    assumeTrue(rewrite.isPresent(), "the plugin's logs cannot be compacted");
    return rewrite.orElseThrow();
  }

  /** Keeps a few of the batches from 10 to 29. */
  private static LogRewrite thinnedOut(PartitionLog log) {
    LogRewrite rewrite = rewriteOrSkip(log);
    rewrite.append(joined(single(12), single(17)));
    rewrite.append(single(29));
    rewrite.finish();
    return rewrite;
  }

  private static byte[] thinned() {
    return bytes(joined(singles(0, 10), single(12), single(17), single(29), singles(30, 35)));
  }

  @Test
  void s25_whatIsClosedInsteadOfPutInPlaceLeavesNothing() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fillSegments(log);
    for (int i = 0; i < 2; i++) {
      LogRewrite rewrite = rewriteOrSkip(log);
      rewrite.append(single(12));
      rewrite.close();
      rewrite.close();
      assertArrayEquals(bytes(singles(0, 35)), readAll(log));
    }
    storage.close();
    assertArrayEquals(bytes(singles(0, 35)), readAll(openLog(openData())));
  }

  @Test
  void s25_rewriteMayBeMadeByAnotherThreadThanTheWriter() throws Exception {
    PartitionLog log = newLog();
    fillSegments(log);
    rewriteOrSkip(log).close(); // A skip on the other thread would count as a failure.
    try (LogRewrite rewrite = onAnotherThread(() -> thinnedOut(log))) {
      assertTrue(log.replace(rewrite));
    }
  }

  @Test
  void s26_batchesKeepTheirOffsetsWithinTheRange() {
    PartitionLog log = newLog();
    fillSegments(log);
    try (LogRewrite rewrite = rewriteOrSkip(log)) {
      rewrite.append(single(12));
      assertThrows(IllegalArgumentException.class, () -> rewrite.append(single(12)));
      assertThrows(IllegalArgumentException.class, () -> rewrite.append(single(30)));
      assertThrows(
          IllegalArgumentException.class, () -> rewrite.append(batch(29, 2, 0, 1_000, 100)));
      rewrite.append(single(29));
      assertEquals(200, rewrite.sizeBytes());
    }
  }

  @Test
  void s27_replacedSegmentsBecomeOne() {
    PartitionLog log = newLog();
    fillSegments(log);
    int segments = log.segments().size();
    try (LogRewrite rewrite = thinnedOut(log)) {
      assertTrue(log.replace(rewrite));
    }
    assertEquals(segments - 1, log.segments().size());
    assertArrayEquals(thinned(), readAll(log));
    assertEquals(0, log.logStartOffset());
    assertEquals(35, log.logEndOffset());
    assertArrayEquals(bytes(single(17)), bytes(log.read(13, 1, Long.MAX_VALUE, true)));
  }

  @Test
  void s21_aLogCutToAStartInAGapGoesOnThere() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fillSegments(log);
    rewriteOrSkip(log).close();
    try (LogRewrite nothing = log.rewrite(0, 10).orElseThrow()) {
      nothing.finish();
      assertTrue(log.replace(nothing));
    }
    log.advanceStart(3);
    log.truncateTo(3);
    log.append(singles(3, 6));
    assertTrue(log.segments().getFirst().baseOffset() <= 3);
    storage.close();
    assertArrayEquals(bytes(singles(3, 6)), readAll(openLog(openData())));
  }

  @Test
  void s18_bytesOfASliceStayWhenTheyAreReplaced() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fillSegments(log);
    LogSlice slice = held(log.read(10, 1_000, Long.MAX_VALUE, true));
    try (LogRewrite rewrite = thinnedOut(log)) {
      log.replace(rewrite);
    }
    housekeep(storage, log);
    assertArrayEquals(bytes(singles(10, 20)), bytes(slice.buffer()));
  }

  @Test
  void s27_nothingIsReplacedThatHasChangedMeanwhile() {
    PartitionLog log = newLog();
    fillSegments(log);
    try (LogRewrite rewrite = thinnedOut(log)) {
      log.truncateTo(25);
      assertFalse(log.replace(rewrite));
    }
    assertArrayEquals(bytes(singles(0, 25)), readAll(log));
  }

  @Test
  void s27_afterAKillTheLogHasTheNewContent() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fillSegments(log);
    try (LogRewrite rewrite = thinnedOut(log)) {
      log.replace(rewrite);
    }
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertArrayEquals(thinned(), readAll(again));
    assertEquals(35, again.logEndOffset());
  }

  @Test
  void s28_firstDirtyOffsetIsRememberedOverARestart() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fillSegments(log);
    rewriteOrSkip(log).close();
    assertEquals(0, log.firstDirtyOffset());
    log.firstDirtyOffset(30);
    assertEquals(30, log.firstDirtyOffset());
    storage.close();
    PartitionLog again = openLog(openData());
    assertEquals(30, again.firstDirtyOffset());
    again.truncateTo(20);
    assertTrue(again.firstDirtyOffset() <= 20);
  }
}
