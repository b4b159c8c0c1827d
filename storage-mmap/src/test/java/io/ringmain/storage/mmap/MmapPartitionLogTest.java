package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.storage.PartitionLog;
import java.nio.file.Path;
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
}
