package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static io.ringmain.storage.mmap.TestBatches.joined;
import static io.ringmain.storage.mmap.TestStorage.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt of whoever uses a log is no failure of the disk. */
final class InterruptedWriterTest {
  private static final int LARGE_BYTES = LargeAppends.LEAST_BYTES + 4321;
  private static final LogConfig LARGE_SEGMENTS =
      new LogConfig(4 * LARGE_BYTES, Long.MAX_VALUE, 4096, 256, 0);

  @TempDir Path folder;

  private final List<ByteBuffer> appended = new ArrayList<>();

  @AfterEach
  void leaveTheThreadAsItWas() {
    var _ = Thread.interrupted();
  }

  @Test
  void appendsRollsAndIndexesGoOn() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 300; i++) {
        append(log, 200);
      }
      log.roll();
      append(log, 200);
      assertTrue(log.segments().size() > 10);
      assertReadsBack(log);
    }
  }

  @Test
  void largeAppendsGoOn() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open(TestStorage.ID, LARGE_SEGMENTS);
      for (int i = 0; i < 10; i++) {
        append(log, LARGE_BYTES);
        append(log, 200);
      }
      assertReadsBack(log);
    }
  }

  @Test
  void truncationsGoOn() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 100; i++) {
        append(log, 200);
      }
      Thread.currentThread().interrupt();
      log.truncateTo(55);
      assertTrue(Thread.interrupted());
      appended.subList(55, 100).clear();
      append(log, 200);
      Thread.currentThread().interrupt();
      log.advanceStart(30);
      Thread.currentThread().interrupt();
      log.truncateFullyAndStartAt(1000);
      assertTrue(Thread.interrupted());
      assertEquals(1000, log.logEndOffset());
    }
  }

  @Test
  void closingAndOpeningGoOn() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 100; i++) {
        append(log, 200);
      }
      Thread.currentThread().interrupt();
      log.close();
      assertTrue(Thread.interrupted());
      assertReadsBack(storage.open());
    }
  }

  private void append(PartitionLog log, int sizeBytes) {
    ByteBuffer bytes = batch(log.logEndOffset(), 1, 0, 100, sizeBytes);
    ByteBuffer direct = ByteBuffer.allocateDirect(sizeBytes).put(bytes.duplicate()).flip();
    Thread.currentThread().interrupt();
    log.append(direct);
    assertTrue(Thread.interrupted(), "the interrupt is passed on");
    appended.add(bytes);
  }

  /** Every read of a segment whose mapping is not there yet is interrupted, too. */
  private void assertReadsBack(PartitionLog log) {
    assertTrue(log.directory().online());
    List<ByteBuffer> found = new ArrayList<>();
    for (long offset = 0; offset < log.logEndOffset(); offset++) {
      Thread.currentThread().interrupt();
      found.add(ByteBuffer.wrap(bytes(log.read(offset, 1, Long.MAX_VALUE, true))));
      assertTrue(Thread.interrupted());
    }
    assertArrayEquals(
        bytes(joined(appended.toArray(ByteBuffer[]::new))),
        bytes(joined(found.toArray(ByteBuffer[]::new))));
  }
}
