package io.ringmain.storage.mmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers on their own threads see whole, valid batches whatever the writer does meanwhile. */
final class ConcurrentReadsTest {
  private static final int BATCHES = 4_000;

  @TempDir Path folder;

  @Test
  void readersSeeWholeBatchesWhileTheWriterWrites() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (TestStorage storage = new TestStorage(folder);
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      PartitionLog log = storage.open();
      List<Future<Long>> reading = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int seed = i;
        reading.add(readers.submit(() -> readUntil(done, log, seed)));
      }
      try {
        write(log);
      } finally {
        done.set(true);
      }
      for (Future<Long> reader : reading) {
        assertTrue(reader.get() > 0);
      }
    }
  }

  private static void write(PartitionLog log) {
    Random random = new Random(5);
    for (int i = 0; i < BATCHES; i++) {
      long end = log.logEndOffset();
      log.append(TestBatches.batch(end, 1 + i % 3, 0, i, 80 + i % 50));
      switch (random.nextInt(200)) {
        case 0 -> log.truncateTo(Math.max(log.logStartOffset(), end - random.nextInt(60)));
        case 1 -> log.advanceStart(Math.max(log.logStartOffset(), end - 200));
        case 2 -> log.roll();
        case 3 -> ((MmapPartitionLog) log).releaseSpaceIfIdle(Long.MAX_VALUE);
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
        batches += checked(slice, offset, upTo);
      } catch (OffsetOutOfRangeException movedMeanwhile) {
        // The writer may have truncated and appended anew since, so it tells nothing.
      }
    }
    return batches;
  }

  private static int checked(LogSlice slice, long offset, long upTo) {
    ByteBuffer bytes = slice.buffer();
    int position = 0;
    int batches = 0;
    long expected = -1;
    while (position < bytes.limit()) {
      int size = RecordBatchHeader.sizeBytes(bytes, position);
      long base = RecordBatchHeader.baseOffset(bytes, position);
      assertTrue(expected < 0 ? base <= offset : base == expected);
      CRC32C crc = new CRC32C();
      crc.update(bytes.slice(position + 21, size - 21));
      assertEquals(RecordBatchHeader.crc(bytes, position), (int) crc.getValue());
      expected = RecordBatchHeader.lastOffset(bytes, position) + 1;
      assertTrue(expected > offset);
      position += size;
      batches++;
    }
    assertTrue(batches == 0 || expected <= upTo);
    assertEquals(batches == 0 ? offset : expected, slice.nextOffset());
    return batches;
  }
}
