package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a single log once did wrong, or does beyond the rules of the storage contract. */
final class MmapPartitionLogTest {
  @TempDir Path folder;

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

  @Test
  void truncationBelowAnEmptySegmentLeavesNoSegmentAboveTheEnd() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      log.append(batch(3, 1, 0, 0, 77));
      log.truncateTo(1);
      assertEquals(1, log.logEndOffset());
      log.truncateTo(0);
      assertEquals(0, log.logEndOffset());
      log.close();
      assertEquals(0, storage.open().logEndOffset());
    }
  }

  /** The housekeeper has not come to it when the log is cut and closed. */
  @Test
  void whatLiesBelowTheStartDoesNotComeBackAfterACut() {
    CountDownLatch housekeeping = new CountDownLatch(1);
    Preallocation busy =
        (file, fromBytes, sizeBytes) -> {
          if (Thread.currentThread().getName().equals("storage-housekeeper")) {
            assertDoesNotThrow(() -> housekeeping.await());
          }
          Preallocation.ofPlatform().allocate(file, fromBytes, sizeBytes);
        };
    LogConfig large = new LogConfig(1 << 20, Long.MAX_VALUE, 4096, 256, 0);
    try (TestStorage storage = new TestStorage(List.of(folder), busy, 0)) {
      LogId other = new LogId("other", 0, new UUID(3, 4));
      // The next step of its space is to be prepared.
      storage.open(other, large).append(batch(0, 1, 0, 0, 15_000));
      PartitionLog log = storage.open();
      log.append(batch(0, 1, 0, 0, 100));
      log.roll();
      log.append(batch(5, 1, 0, 1, 100));
      log.advanceStart(3);
      log.truncateTo(4);
      log.close();
      housekeeping.countDown();
    }
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      assertEquals(3, log.logStartOffset());
      assertEquals(4, log.logEndOffset());
      assertEquals(List.of(4L), log.segments().stream().map(LogSegmentInfo::baseOffset).toList());
    }
  }
}
