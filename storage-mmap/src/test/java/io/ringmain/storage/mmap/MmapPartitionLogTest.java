package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static io.ringmain.storage.mmap.TestBatches.joined;
import static io.ringmain.storage.mmap.TestStorage.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a single log does, through the storage contract. */
final class MmapPartitionLogTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatWasAppended() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      ByteBuffer first = batch(0, 3, 0, 100, 200);
      ByteBuffer second = batch(3, 1, 0, 101, 150);
      log.append(joined(first, second));
      assertEquals(4, log.logEndOffset());
      LogSlice slice = log.read(0, 1 << 20, Long.MAX_VALUE, false);
      assertEquals(4, slice.nextOffset());
      assertArrayEquals(bytes(joined(first, second)), bytes(slice));
      assertArrayEquals(bytes(first), bytes(log.read(1, 200, Long.MAX_VALUE, false)));
      assertArrayEquals(bytes(first), bytes(log.read(2, 1000, 3, false)));
      assertEquals(0, log.read(3, 10, Long.MAX_VALUE, false).sizeBytes());
      assertArrayEquals(bytes(second), bytes(log.read(3, 10, Long.MAX_VALUE, true)));
    }
  }

  @Test
  void sendsTheSameBytesFromTheFile() throws Exception {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 20; i++) {
        log.append(batch(i, 1, 0, i, 300));
      }
      try (LogSlice slice = log.read(7, 700, Long.MAX_VALUE, false)) {
        LogSlice.FileRange range = slice.fileRange().orElseThrow();
        ByteBuffer read = ByteBuffer.allocate(range.sizeBytes());
        FileChannel channel = range.channel();
        assertEquals(600, channel.read(read, range.position()));
        assertEquals(slice.buffer(), read.flip());
      }
    }
  }

  @Test
  void findsEveryOffsetAcrossSegments() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 200; i++) {
        log.append(batch(2L * i, 2, 0, 1000 + i, 100));
      }
      assertTrue(log.segments().size() > 4);
      for (int offset = 0; offset < 400; offset++) {
        try (LogSlice slice = log.read(offset, 1, Long.MAX_VALUE, true)) {
          assertEquals(offset / 2 * 2 + 2, slice.nextOffset());
        }
      }
      assertEquals(OptionalLong.of(2 * 77), log.batchAtOrAfter(1077));
      assertEquals(OptionalLong.empty(), log.batchAtOrAfter(1200));
      assertEquals(OptionalLong.of(398), log.batchWithLargestTimestamp());
    }
  }

  @Test
  void refusesOffsetsOutsideTheLog() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      log.append(batch(0, 5, 0, 1, 100));
      assertEquals(0, log.read(5, 100, Long.MAX_VALUE, true).sizeBytes());
      assertThrows(OffsetOutOfRangeException.class, () -> log.read(6, 100, Long.MAX_VALUE, true));
      log.advanceStart(2);
      assertThrows(OffsetOutOfRangeException.class, () -> log.read(1, 100, Long.MAX_VALUE, true));
    }
  }

  @Test
  void refusesOffsetsThatGoBack() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      log.append(batch(0, 5, 0, 1, 100));
      assertThrows(IllegalArgumentException.class, () -> log.append(batch(4, 1, 0, 1, 100)));
      assertThrows(
          IllegalArgumentException.class,
          () -> log.append(joined(batch(5, 2, 0, 1, 100), batch(6, 1, 0, 1, 100))));
      assertEquals(5, log.logEndOffset());
    }
  }

  @Test
  void findsEverythingAgainAfterCleanClose() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 100; i++) {
        log.append(batch(i, 1, i / 40, 1000 + i, 100));
      }
    }
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      assertEquals(100, log.logEndOffset());
      assertEquals(100, log.durableOffset());
      assertEquals(2, log.latestLeaderEpoch());
      assertEquals(80, log.endOfLeaderEpoch(1).orElseThrow().endOffset());
      assertArrayEquals(
          bytes(batch(55, 1, 1, 1055, 100)), bytes(log.read(55, 100, Long.MAX_VALUE, true)));
      log.append(batch(100, 1, 2, 1100, 100));
      assertEquals(OptionalLong.of(100), log.batchWithLargestTimestamp());
    }
  }

  @Test
  void findsEverythingAgainAfterKill() throws Exception {
    try (TestStorage storage = new TestStorage(folder.resolve("a"))) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 100; i++) {
        log.append(batch(i, 1, i / 40, 1000 + i, 100));
      }
      TestStorage.copyAsAfterKill(folder.resolve("a"), folder.resolve("b"));
    }
    try (TestStorage storage = new TestStorage(folder.resolve("b"))) {
      PartitionLog log = storage.open();
      assertEquals(100, log.logEndOffset());
      assertEquals(2, log.latestLeaderEpoch());
      for (int i = 0; i < 100; i++) {
        assertArrayEquals(
            bytes(batch(i, 1, i / 40, 1000 + i, 100)),
            bytes(log.read(i, 100, Long.MAX_VALUE, true)));
      }
    }
  }

  @Test
  void truncatesInsideSegmentsWithoutTouchingOpenSlices() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 100; i++) {
        log.append(batch(i, 1, 0, 1000 + i, 100));
      }
      LogSlice open = log.read(60, 1000, Long.MAX_VALUE, false);
      byte[] before = bytes(open.buffer());
      log.truncateTo(62);
      assertEquals(62, log.logEndOffset());
      for (int i = 62; i < 90; i++) {
        log.append(batch(i, 1, 1, 5000 + i, 90));
      }
      assertArrayEquals(before, bytes(open));
      assertArrayEquals(
          bytes(batch(63, 1, 1, 5063, 90)), bytes(log.read(63, 1, Long.MAX_VALUE, true)));
      log.truncateTo(0);
      assertEquals(0, log.logEndOffset());
    }
  }

  @Test
  void truncationDoesNotBringBackTheLeaderEpochOfBatchesBelowTheLogStart() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      log.append(batch(0, 1, 0, 0, 77));
      log.advanceStart(1);
      log.append(batch(4, 5, 0, 1, 450));
      log.truncateTo(1);
      assertEquals(-1, log.latestLeaderEpoch());
      log.append(batch(4, 5, 0, 1, 450));
      log.truncateTo(4);
      log.truncateTo(1);
      assertEquals(-1, log.latestLeaderEpoch());
    }
  }
}
