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

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S11, S21, S22 and S30: what goes at either end, and how a log is cut into segments. */
abstract class TruncationRules extends LeaderEpochRules {

  @Test
  void s11_logStartNeverGoesBack() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 50);
    log.advanceStart(20);
    log.advanceStart(10);
    assertEquals(20, log.logStartOffset());
    log.truncateTo(30);
    assertEquals(20, log.logStartOffset());
    storage.close();
    assertEquals(20, openLog(openData()).logStartOffset());
  }

  @Test
  void s11_logStartDoesNotGoBackInAKill() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 50);
    log.advanceStart(20);
    housekeep(storage, log);
    assertEquals(20, reopenAfter(Crash.KILL, storage).logStartOffset());
  }

  @Test
  void s21_truncateRemovesOffsetAndEverythingAbove() {
    PartitionLog log = newLog();
    fill(log, 0, 100);
    log.truncateTo(62);
    assertEquals(62, log.logEndOffset());
    assertArrayEquals(bytes(singles(0, 62)), readAll(log));
    log.truncateTo(5);
    assertArrayEquals(bytes(singles(0, 5)), readAll(log));
    log.append(single(5));
    assertArrayEquals(bytes(singles(0, 6)), readAll(log));
    log.truncateTo(0);
    assertEquals(0, log.logEndOffset());
    assertEquals(0, log.sizeBytes());
  }

  @Test
  void s21_batchThatHoldsTheOffsetInsideGoesAsAWhole() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 0, 1, 100), batch(5, 5, 0, 1, 100)));
    log.truncateTo(7);
    assertEquals(5, log.logEndOffset());
    assertArrayEquals(bytes(batch(0, 5, 0, 1, 100)), readAll(log));
  }

  @Test
  void s21_offsetInAGapBecomesTheLogEnd() {
    PartitionLog log = newLog();
    log.append(joined(single(0), single(10)));
    log.truncateTo(4);
    assertEquals(4, log.logEndOffset());
    log.append(single(4));
    assertEquals(5, log.logEndOffset());
  }

  @Test
  void s21_logNeverEndsBelowItsStart() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 0, 1, 100), batch(5, 5, 0, 1, 100)));
    log.advanceStart(7);
    log.truncateTo(8);
    assertEquals(7, log.logStartOffset());
    assertEquals(7, log.logEndOffset());
    log.append(single(7));
    assertArrayEquals(bytes(single(7)), readAll(log));
  }

  @Test
  void s21_leaderEpochWithoutRecordsGoesWhereNoBatchDoes() {
    PartitionLog log = newLog();
    log.append(batch(0, 5, 1, 1, 100));
    log.startLeaderEpoch(3);
    log.truncateTo(5);
    assertEquals(5, log.logEndOffset());
    assertEquals(1, log.latestLeaderEpoch());
    log.startLeaderEpoch(4);
    log.truncateTo(9);
    assertEquals(1, log.latestLeaderEpoch());
    log.append(batch(5, 5, 1, 1, 100));
    assertEquals(new LeaderEpochEnd(1, 10), log.endOfLeaderEpoch(1).orElseThrow());
  }

  @Test
  void s21_leaderEpochsAndSnapshotsBeyondTheNewEndGo() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 1, 1, 100), batch(5, 5, 2, 1, 100), batch(10, 5, 3, 1, 100)));
    log.saveSnapshot(5, ByteBuffer.wrap(new byte[] {5}));
    log.saveSnapshot(12, ByteBuffer.wrap(new byte[] {12}));
    log.truncateTo(10);
    assertEquals(2, log.latestLeaderEpoch());
    assertEquals(new LeaderEpochEnd(2, 10), log.endOfLeaderEpoch(2).orElseThrow());
    assertEquals(5, log.latestSnapshot(Long.MAX_VALUE).orElseThrow().offset());
    log.truncateTo(5);
    assertEquals(1, log.latestLeaderEpoch());
  }

  @Test
  void s21_truncationAboveTheEndTakesNoRecords() {
    PartitionLog log = newLog();
    fill(log, 0, 10);
    log.truncateTo(10);
    log.truncateTo(99);
    assertEquals(10, log.logEndOffset());
    assertArrayEquals(bytes(singles(0, 10)), readAll(log));
  }

  @Test
  void s21_truncationBelowTheStartStartsAnewThere() {
    PartitionLog log = newLog();
    fill(log, 0, 50);
    log.advanceStart(20);
    log.saveSnapshot(30, ByteBuffer.allocate(1));
    log.truncateTo(8);
    assertAnewAt(8, log);
  }

  @Test
  void s21_fullTruncationStartsAnewAnywhere() {
    PartitionLog log = newLog();
    log.append(batch(0, 50, 3, 1, 100));
    log.saveSnapshot(30, ByteBuffer.allocate(1));
    log.truncateFullyAndStartAt(7_000_000_000L);
    assertAnewAt(7_000_000_000L, log);
    log.truncateFullyAndStartAt(2);
    assertAnewAt(2, log);
  }

  private static void assertAnewAt(long offset, PartitionLog log) {
    assertEquals(offset, log.logStartOffset());
    assertEquals(offset, log.logEndOffset());
    assertEquals(-1, log.latestLeaderEpoch());
    assertEquals(0, log.sizeBytes());
    assertEquals(Optional.empty(), log.latestSnapshot(Long.MAX_VALUE));
    log.append(single(offset));
    assertArrayEquals(bytes(single(offset)), readAll(log));
  }

  @Test
  void s21_truncationOutlivesAKill() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 60);
    log.truncateTo(25);
    log.append(batch(25, 1, 4, 9_000, 80));
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertEquals(26, again.logEndOffset());
    assertArrayEquals(bytes(joined(singles(0, 25), batch(25, 1, 4, 9_000, 80))), readAll(again));
  }

  @Test
  void s21_whatIsWrittenAfterATruncationBetweenSegmentsOutlivesARestart() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 10);
    log.roll();
    fill(log, 10, 20);
    get(log.flush());
    log.truncateTo(10);
    fill(log, 10, 15);
    log.roll();
    fill(log, 15, 18);
    long sizeBytes = log.sizeBytes();
    storage.close();
    PartitionLog again = openLog(openData());
    assertEquals(sizeBytes, again.sizeBytes());
    assertArrayEquals(bytes(singles(0, 18)), readAll(again));
  }

  @Test
  void s21_whatIsWrittenAfterStartingAnewIsNotTakenForWhatLayBelowTheStart() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 10);
    log.roll();
    fill(log, 10, 20);
    log.advanceStart(15);
    log.truncateFullyAndStartAt(0);
    fill(log, 0, 8);
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertArrayEquals(bytes(singles(0, 8)), readAll(again));
  }

  @Test
  void s22_spaceBelowTheStartIsGivenBackInWholeSegments() {
    PartitionLog log = newLog();
    for (int i = 0; i < 5; i++) {
      fill(log, 10L * i, 10L * i + 10);
      log.roll();
    }
    log.advanceStart(25);
    assertTrue(log.segments().getFirst().nextOffset() > 25, "segments below are gone");
    assertTrue(log.segments().getFirst().baseOffset() <= 25);
    assertEquals(2_500, log.sizeBytes());
    assertArrayEquals(bytes(singles(25, 50)), readAll(log));
  }

  @Test
  void s22_activeSegmentIsNeverGivenBack() {
    PartitionLog log = newLog();
    fill(log, 0, 10);
    LogSegmentInfo active = log.segments().getLast();
    log.advanceStart(10);
    assertEquals(active.baseOffset(), log.segments().getLast().baseOffset());
    assertEquals(0, log.sizeBytes());
    log.append(single(10));
    assertArrayEquals(bytes(single(10)), readAll(log));
  }

  @Test
  void s22_leaderEpochsBelowTheStartGo() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 1, 1, 100), batch(5, 5, 2, 1, 100), batch(10, 5, 3, 1, 100)));
    log.advanceStart(7);
    assertEquals(Optional.empty(), log.endOfLeaderEpoch(1));
    assertEquals(new LeaderEpochEnd(2, 10), log.endOfLeaderEpoch(2).orElseThrow());
    log.advanceStart(10);
    assertEquals(Optional.empty(), log.endOfLeaderEpoch(2));
  }

  @Test
  void s22_leaderEpochThatHoldsTheStartBeginsThere() {
    PartitionLog log = newLog();
    log.append(joined(batch(0, 5, 1, 1, 100), batch(5, 5, 2, 1, 100)));
    log.advanceStart(7);
    // Only if it begins at 7 is it empty, and so gives way, when the log is cut back to 7.
    log.truncateTo(7);
    assertEquals(-1, log.latestLeaderEpoch());
  }

  @Test
  void s22_leaderEpochsBelowTheStartAreNotFoundAgain() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    log.append(joined(batch(0, 5, 1, 1, 100), batch(5, 5, 1, 1, 100)));
    log.advanceStart(5);
    log.truncateTo(5);
    housekeep(storage, log);
    storage.close();
    Storage restarted = openData();
    assertEquals(-1, openLog(restarted).latestLeaderEpoch());
    assertEquals(-1, reopenAfter(Crash.KILL, restarted).latestLeaderEpoch());
  }

  @Test
  void s22_startAboveTheEndIsRefused() {
    PartitionLog log = newLog();
    fill(log, 0, 10);
    assertThrows(IllegalArgumentException.class, () -> log.advanceStart(11));
    assertEquals(0, log.logStartOffset());
  }

  @Test
  void s30_segmentsCoverTheLogInOrderAndKeepTheirSize() {
    PartitionLog log = newLog();
    for (int i = 0; i < 200; i++) {
      log.append(single(i));
    }
    List<LogSegmentInfo> segments = log.segments();
    long next = 0;
    for (LogSegmentInfo segment : segments) {
      assertEquals(next, segment.baseOffset());
      assertTrue(segment.sizeBytes() <= SMALL.segmentBytes(), "of at most segment.bytes");
      assertEquals(100 * (segment.nextOffset() - next), segment.sizeBytes());
      assertEquals(999 + segment.nextOffset(), segment.largestTimestamp());
      next = segment.nextOffset();
    }
    assertEquals(200, next);
    assertTrue(segments.size() >= 5);
  }

  @Test
  void s30_appendLargerThanASegmentIsRefused() {
    PartitionLog log = newLog();
    int tooLarge = SMALL.segmentBytes() + 1;
    assertThrows(IllegalArgumentException.class, () -> log.append(batch(0, 1, 0, 1, tooLarge)));
    log.append(batch(0, 1, 0, 1, SMALL.segmentBytes()));
    assertEquals(1, log.logEndOffset());
  }

  @Test
  void s30_rollStartsASegmentUnlessTheActiveOneIsEmpty() {
    PartitionLog log = newLog();
    log.roll();
    assertEquals(1, log.segments().size());
    log.append(single(0));
    log.roll();
    log.roll();
    assertEquals(2, log.segments().size());
    assertEquals(1, log.segments().getLast().baseOffset());
  }

  @Test
  void s30_timestampsOfASegmentSpanAtMostSegmentMs() {
    Storage storage = openData();
    PartitionLog log = openLog(storage, ORDERS, new LogConfig(1 << 20, 50, 4096, 256, 0));
    for (int i = 0; i < 12; i++) {
      log.append(batch(i, 1, 0, 1_000 + 20L * i, 100));
    }
    assertEquals(4, log.segments().size());
  }

  @Test
  void s30_newSettingsHoldForWhatIsWrittenFromThenOn() {
    PartitionLog log = newLog();
    fill(log, 0, 10);
    log.reconfigure(new LogConfig(1_050, Long.MAX_VALUE, 4096, 256, 0));
    for (int i = 10; i < 30; i++) {
      log.append(single(i));
    }
    assertEquals(3, log.segments().size());
    assertArrayEquals(bytes(singles(0, 30)), readAll(log));
  }
}
