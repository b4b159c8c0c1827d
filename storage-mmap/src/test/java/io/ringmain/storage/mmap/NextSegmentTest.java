package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static io.ringmain.storage.mmap.TestStorage.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.PartitionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The segment that is made before the one in use is full. */
final class NextSegmentTest {
  @TempDir Path folder;

  private final Preallocation real = Preallocation.ofPlatform();
  private final List<Thread> allocating = Collections.synchronizedList(new ArrayList<>());
  private final Preallocation recording =
      (file, from, size) -> {
        allocating.add(Thread.currentThread());
        real.allocate(file, from, size);
      };

  @Test
  void writerRollsIntoWhatTheHousekeeperHasMade() {
    try (TestStorage storage = new TestStorage(List.of(folder), recording, 0)) {
      PartitionLog log = storage.open();
      appendUntilSegments(storage, log, 6);
      assertEquals(
          1, Collections.frequency(allocating, Thread.currentThread()), "but for the first append");
      assertReadsBack(log);
    }
  }

  @Test
  void writerMakesOneWhenTheHousekeeperCouldNot() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Preallocation noneAhead =
        (file, from, size) -> {
          if (broken.get() && Thread.currentThread().getName().startsWith("storage-")) {
            throw new IOException("not now");
          }
          recording.allocate(file, from, size);
        };
    try (TestStorage storage = new TestStorage(List.of(folder), noneAhead, 0)) {
      PartitionLog log = storage.open();
      appendUntilSegments(storage, log, 3);
      broken.set(false);
      appendUntilSegments(storage, log, 6);
      assertReadsBack(log);
      assertTrue(allocating.stream().anyMatch(thread -> thread != Thread.currentThread()));
    }
  }

  @Test
  void killedBrokerLeavesNothingOfIt() throws IOException {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      appendUntilPrepared(storage, storage.open(), data);
      TestStorage.copyAsAfterKill(data, killed);
    }
    assertEquals(List.of(), prepared(data));
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(List.of(), prepared(killed));
      appendUntilSegments(storage, log, 4);
      assertReadsBack(log);
    }
  }

  @Test
  void killedRightAfterARollTheLogEndsWithTheSegmentBefore() throws IOException {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    long end;
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      appendUntilPrepared(storage, log, data);
      log.roll(); // Into a file that is preallocated, and has no batch yet.
      end = log.logEndOffset();
      TestStorage.copyAsAfterKill(data, killed);
    }
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(end, log.logEndOffset());
      assertReadsBack(log);
    }
  }

  @Test
  void deletedLogTakesItAlong() throws IOException {
    try (TestStorage storage = new TestStorage(folder)) {
      appendUntilPrepared(storage, storage.open(), folder);
      storage.storage.delete(TestStorage.ID).toCompletableFuture().join();
      storage.storage.awaitBackground();
      assertEquals(0, storage.storage.mappings());
      PartitionLog anew = storage.open();
      appendUntilSegments(storage, anew, 3);
      assertReadsBack(anew);
    }
  }

  private static void appendUntilSegments(TestStorage storage, PartitionLog log, int count) {
    while (log.segments().size() < count) {
      log.append(batch(log.logEndOffset(), 1, 0, 100, 300));
      storage.storage.awaitBackground();
    }
  }

  private static void appendUntilPrepared(TestStorage storage, PartitionLog log, Path data)
      throws IOException {
    while (prepared(data).isEmpty()) {
      log.append(batch(log.logEndOffset(), 1, 0, 100, 300));
      storage.storage.awaitBackground();
    }
  }

  private static List<Path> prepared(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".log.tmp")).toList();
    }
  }

  private static void assertReadsBack(PartitionLog log) {
    for (long offset = 0; offset < log.logEndOffset(); offset++) {
      assertArrayEquals(
          bytes(batch(offset, 1, 0, 100, 300)), bytes(log.read(offset, 1, Long.MAX_VALUE, true)));
    }
  }
}
