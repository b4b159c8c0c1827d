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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends that take the way past the mapping, among others that do not. */
final class LargeAppendsTest {
  private static final int LARGE_BYTES = LargeAppends.LEAST_BYTES + 4321;
  private static final LogConfig CONFIG =
      new LogConfig(4 * LARGE_BYTES, Long.MAX_VALUE, 4096, 256, 0);

  @TempDir Path folder;

  private final List<ByteBuffer> appended = new ArrayList<>();

  @Test
  void areReadBackBetweenSmallOnesAcrossSegments() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      for (int i = 0; i < 10; i++) {
        append(log, LARGE_BYTES);
        append(log, 200);
        assertReadsBack(log);
      }
      assertTrue(log.segments().size() > 2);
    }
  }

  @Test
  void surviveAKillWithNothingBehindThem() throws Exception {
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(folder.resolve("data"))) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      append(log, 200);
      append(log, LARGE_BYTES);
      append(log, LARGE_BYTES);
      storage.storage.awaitBackground();
      TestStorage.copyAsAfterKill(folder.resolve("data"), killed);
    }
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      assertEquals(3, log.logEndOffset());
      assertReadsBack(log);
    }
  }

  @Test
  void leaveTheBufferAsItWas() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      ByteBuffer bytes = batch(0, 1, 0, 100, LARGE_BYTES);
      ByteBuffer received = ByteBuffer.allocateDirect(LARGE_BYTES + 20);
      received.put(7, bytes, 0, LARGE_BYTES).position(7).limit(7 + LARGE_BYTES);
      log.append(received);
      assertEquals(7, received.position());
      assertEquals(7 + LARGE_BYTES, received.limit());
      appended.add(bytes);
      assertReadsBack(log);
    }
  }

  private void append(PartitionLog log, int sizeBytes) {
    ByteBuffer bytes = batch(log.logEndOffset(), 1, 0, 100, sizeBytes);
    log.append(ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip());
    appended.add(bytes);
  }

  private void assertReadsBack(PartitionLog log) {
    List<ByteBuffer> found = new ArrayList<>();
    for (long offset = 0; offset < log.logEndOffset(); offset++) {
      found.add(ByteBuffer.wrap(bytes(log.read(offset, 1, Long.MAX_VALUE, true))));
    }
    assertArrayEquals(
        bytes(joined(appended.toArray(ByteBuffer[]::new))),
        bytes(joined(found.toArray(ByteBuffer[]::new))));
  }
}
