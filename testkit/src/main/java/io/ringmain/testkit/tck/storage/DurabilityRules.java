package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.bytes;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static io.ringmain.testkit.tck.storage.TckBatches.singles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S23, S31 and S32: snapshots, flushes, and what a full disk does. */
abstract class DurabilityRules extends TruncationRules {

  private static ByteBuffer content(int... values) {
    ByteBuffer content = ByteBuffer.allocate(values.length);
    for (int value : values) {
      content.put((byte) value);
    }
    return content.flip();
  }

  private static void assertSnapshot(long offset, ByteBuffer content, Optional<LogSnapshot> found) {
    assertEquals(offset, found.orElseThrow().offset());
    assertEquals(content, found.orElseThrow().content());
  }

  @Test
  void s23_latestSnapshotAtMostAnOffsetIsFound() {
    PartitionLog log = newLog();
    fill(log, 0, 30);
    assertEquals(Optional.empty(), log.latestSnapshot(Long.MAX_VALUE));
    log.saveSnapshot(10, content(1, 2));
    log.saveSnapshot(20, content(3));
    assertSnapshot(20, content(3), log.latestSnapshot(30));
    assertSnapshot(20, content(3), log.latestSnapshot(20));
    assertSnapshot(10, content(1, 2), log.latestSnapshot(19));
    assertEquals(Optional.empty(), log.latestSnapshot(9));
  }

  @Test
  void s23_twoLatestSnapshotsAreKept() {
    PartitionLog log = newLog();
    fill(log, 0, 30);
    for (int offset = 1; offset <= 30; offset++) {
      log.saveSnapshot(offset, content(offset));
    }
    assertSnapshot(30, content(30), log.latestSnapshot(30));
    assertSnapshot(29, content(29), log.latestSnapshot(29));
  }

  @Test
  void s23_bytesOfASnapshotAreCopied() {
    PartitionLog log = newLog();
    fill(log, 0, 5);
    ByteBuffer mine = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
    log.saveSnapshot(5, mine);
    mine.clear().put(new byte[5]);
    log.latestSnapshot(5).orElseThrow().content().put(0, (byte) 77);
    assertSnapshot(5, content(1, 2, 3), log.latestSnapshot(5));
  }

  @Test
  void s23_snapshotsBelowTheLogStartAreNotReturned() {
    PartitionLog log = newLog();
    fill(log, 0, 30);
    log.saveSnapshot(10, content(1));
    log.advanceStart(11);
    assertEquals(Optional.empty(), log.latestSnapshot(Long.MAX_VALUE));
  }

  @Test
  void s23_snapshotsOutliveARestart() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 30);
    log.saveSnapshot(10, content(1));
    log.saveSnapshot(30, content(3));
    storage.close();
    PartitionLog again = openLog(openData());
    assertSnapshot(30, content(3), again.latestSnapshot(Long.MAX_VALUE));
    assertSnapshot(10, content(1), again.latestSnapshot(29));
  }

  @Test
  void s23_snapshotIsWholeOrGoneAfterAKill() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 30);
    log.saveSnapshot(30, ByteBuffer.allocate(5_000));
    Optional<LogSnapshot> found = reopenAfter(Crash.KILL, storage).latestSnapshot(Long.MAX_VALUE);
    assertEquals(5_000, found.map(snapshot -> snapshot.content().remaining()).orElse(5_000));
  }

  @Test
  void s31_flushMakesEverythingAppendedDurable() {
    PartitionLog log = newLog();
    for (int i = 0; i < 5; i++) {
      fill(log, 20L * i, 20L * i + 20);
      assertTrue(log.durableOffset() <= log.logEndOffset());
      long durable = get(log.flush());
      assertEquals(log.logEndOffset(), durable);
      assertEquals(durable, log.durableOffset());
    }
  }

  @Test
  void s31_durableOffsetNeverPassesTheLogEnd() {
    PartitionLog log = newLog();
    fill(log, 0, 50);
    get(log.flush());
    log.truncateTo(20);
    assertTrue(log.durableOffset() <= 20);
    log.append(single(20));
    log.truncateFullyAndStartAt(3);
    assertTrue(log.durableOffset() <= 3);
  }

  @Test
  void s32_belowTheFloorOfFreeSpaceOnlyAppendsAreRefused() {
    Storage first = openData();
    assumeTrue(
        first.directories().getFirst().usableBytes() >= 0,
        "the plugin does not know how much space is left");
    PartitionLog before = openLog(first);
    fill(before, 0, 30);
    before.roll();
    first.close();
    PartitionLog log = openLog(openOn(data(), Long.MAX_VALUE / 2));
    StorageException refused = assertThrows(StorageException.class, () -> log.append(single(30)));
    assertEquals(StorageException.Kind.FULL, refused.kind());
    assertEquals(30, log.logEndOffset());
    assertArrayEquals(bytes(singles(0, 30)), readAll(log));
    log.advanceStart(10);
    get(log.flush());
    log.truncateTo(20);
    assertArrayEquals(bytes(singles(10, 20)), readAll(log));
  }
}
