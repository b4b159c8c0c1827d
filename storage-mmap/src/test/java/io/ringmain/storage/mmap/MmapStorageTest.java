package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static io.ringmain.storage.mmap.TestStorage.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a storage does with directories and logs. */
final class MmapStorageTest {
  @TempDir Path folder;

  private static LogId id(int partition) {
    return new LogId("events", partition, new UUID(7, 7));
  }

  @Test
  void emptyPartitionTakesLittleSpace() throws IOException {
    try (TestStorage storage = new TestStorage(folder)) {
      storage.open(id(0), LogConfig.DEFAULT);
      storage.storage.awaitBackground();
      assertTrue(diskBytes(folder.resolve(id(0).toString())) <= 16 << 10);
    }
  }

  @Test
  void partitionWithOneRecordTakesLittleSpace() throws IOException {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open(id(0), LogConfig.DEFAULT);
      log.append(batch(0, 1, 0, 1, 100));
      log.flush().toCompletableFuture().join();
      storage.storage.awaitBackground();
      assertTrue(diskBytes(folder.resolve(id(0).toString())) <= 64 << 10);
    }
  }

  /** Blocks in use, as {@code du} counts them, the folder included. */
  private static long diskBytes(Path tree) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        bytes += (Files.size(file) + 4095) / 4096 * 4096;
      }
    }
    return bytes;
  }

  @Test
  void keepsSlicesOfADeletedLogReadable() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      log.append(batch(0, 1, 0, 1, 100));
      LogSlice slice = log.read(0, 1000, Long.MAX_VALUE, true);
      storage.storage.delete(TestStorage.ID).toCompletableFuture().join();
      assertEquals(List.of(), storage.storage.logs());
      storage.storage.awaitBackground();
      assertArrayEquals(bytes(batch(0, 1, 0, 1, 100)), bytes(slice));
      assertThrows(IllegalStateException.class, slice::buffer);
      assertThrows(StorageException.class, () -> log.append(batch(1, 1, 0, 1, 100)));
      LogId anew = new LogId(TestStorage.ID.topic(), 0, new UUID(3, 4));
      assertEquals(0, storage.open(anew, TestStorage.SMALL).logEndOffset());
    }
  }

  @Test
  void deletedLogStaysDeletedAfterACrash() throws IOException {
    Path data = folder.resolve("data");
    try (TestStorage storage = new TestStorage(data)) {
      storage.open(id(0), LogConfig.DEFAULT).append(batch(0, 1, 0, 1, 100));
      storage.open(id(1), LogConfig.DEFAULT).append(batch(0, 1, 0, 1, 100));
      storage.storage.delete(id(0)).toCompletableFuture().join();
      TestStorage.copyAsAfterKill(data, folder.resolve("killed"));
    }
    try (TestStorage storage = new TestStorage(folder.resolve("killed"))) {
      assertEquals(List.of(id(1)), storage.storage.logs());
      storage.storage.awaitBackground();
      try (Stream<Path> files = Files.list(folder.resolve("killed"))) {
        assertTrue(files.noneMatch(file -> file.toString().endsWith("-delete")));
      }
    }
  }

  @Test
  void leavesNoThreadAndNoMappingBehind() {
    TestStorage storage = new TestStorage(folder);
    PartitionLog log = storage.open();
    for (int i = 0; i < 100; i++) {
      log.append(batch(i, 1, 0, i, 200));
    }
    assertTrue(storage.storage.mappings() > 0);
    storage.close();
    storage.close();
    assertEquals(0, storage.storage.mappings());
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().startsWith("storage-")));
  }

  @Test
  void fullDiskIsAnErrorThatPasses() {
    AtomicBoolean full = new AtomicBoolean();
    Preallocation real = Preallocation.ofPlatform();
    Preallocation limited =
        (file, from, size) -> {
          if (full.get()) {
            throw new FileSystemException(file.toString(), null, "No space left on device");
          }
          real.allocate(file, from, size);
        };
    try (TestStorage storage = new TestStorage(List.of(folder), limited, 0)) {
      PartitionLog log = storage.open(id(0), LogConfig.DEFAULT);
      full.set(true);
      StorageException refused =
          assertThrows(StorageException.class, () -> log.append(batch(0, 1, 0, 1, 100)));
      assertEquals(StorageException.Kind.FULL, refused.kind());
      assertEquals(0, log.logEndOffset());
      full.set(false);
      log.append(batch(0, 1, 0, 1, 100));
      full.set(true);
      int appended = 1;
      StorageException later = null;
      while (later == null) {
        try {
          log.append(batch(appended, 1, 0, 1, 4000));
          appended++;
        } catch (StorageException e) {
          later = e;
        }
      }
      assertEquals(StorageException.Kind.FULL, later.kind());
      assertEquals(appended, log.logEndOffset());
      log.advanceStart(1);
      full.set(false);
      log.append(batch(appended, 1, 0, 1, 4000));
      assertEquals(4000, log.read(appended, 1, Long.MAX_VALUE, true).sizeBytes());
    }
  }

  @Test
  void belowTheFloorOfFreeSpaceAppendsAreRefusedAndReadsGoOn() {
    try (TestStorage storage = new TestStorage(folder)) {
      storage.open().append(batch(0, 1, 0, 1, 100));
    }
    try (TestStorage storage =
        new TestStorage(List.of(folder), Preallocation.ofPlatform(), Long.MAX_VALUE / 2)) {
      PartitionLog log = storage.open();
      StorageException refused =
          assertThrows(StorageException.class, () -> log.append(batch(1, 1, 0, 1, 100)));
      assertTrue(refused.kind().retriable());
      assertTrue(refused.getMessage().contains("storage.min.free.bytes"));
      assertEquals(100, log.read(0, 1, Long.MAX_VALUE, true).sizeBytes());
      log.advanceStart(1);
    }
  }

  @Test
  void newLogsGoWhereTheFewestAre() {
    List<Path> directories = List.of(folder.resolve("a"), folder.resolve("b"));
    try (TestStorage storage = new TestStorage(directories, Preallocation.ofPlatform(), 0)) {
      List<Path> used = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        used.add(storage.open(id(i), LogConfig.DEFAULT).directory().path());
      }
      assertEquals(2, used.stream().filter(directories.get(0)::equals).count());
      assertEquals(2, used.stream().filter(directories.get(1)::equals).count());
    }
  }

  @Test
  void directoryThatCannotBeUsedGoesOutOfServiceAlone() throws IOException {
    Path good = folder.resolve("good");
    Path bad = folder.resolve("bad");
    Files.writeString(bad, "a file, not a directory");
    try (TestStorage storage = new TestStorage(List.of(good, bad), Preallocation.ofPlatform(), 0)) {
      assertEquals(
          Set.of(good),
          storage.storage.directories().stream()
              .filter(LogDirectory::online)
              .map(LogDirectory::path)
              .collect(Collectors.toSet()));
    }
    StorageException none =
        assertThrows(
            StorageException.class,
            () -> new TestStorage(List.of(bad), Preallocation.ofPlatform(), 0));
    assertTrue(none.getMessage().contains(bad.toString()));
  }

  /** As in Kafka: who cannot read one of its files must not lead. */
  @Test
  void segmentThatCannotBeReadTakesItsDirectoryOutOfService() throws IOException {
    CompletableFuture<Path> offline = new CompletableFuture<>();
    try (TestStorage storage = new TestStorage(folder)) {
      fillTwoSegments(storage.open());
    }
    try (TestStorage storage = new TestStorage(folder)) {
      storage.storage.onOffline(offline::complete);
      PartitionLog log = storage.open();
      Files.delete(folder.resolve("orders-0").resolve("00000000000000000000.log"));
      StorageException unreadable =
          assertThrows(StorageException.class, () -> log.read(0, 100, Long.MAX_VALUE, true));
      assertEquals(StorageException.Kind.OFFLINE, unreadable.kind());
      assertEquals(folder.toAbsolutePath(), offline.join());
      assertFalse(log.directory().online());
      assertThrows(StorageException.class, () -> log.append(batch(200, 1, 0, 1, 100)));
    }
  }

  /** A reader that comes too late for a log has found nothing out about its disk. */
  @Test
  void readsOfADeletedLogSayNothingOfItsDirectory() {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open();
      fillTwoSegments(log);
      storage.storage.delete(TestStorage.ID).toCompletableFuture().join();
      assertThrows(RuntimeException.class, () -> log.read(0, 100, Long.MAX_VALUE, true));
      assertTrue(storage.storage.directories().getFirst().online());
    }
  }

  private static void fillTwoSegments(PartitionLog log) {
    for (int offset = 0; offset < 60; offset++) {
      log.append(batch(offset, 1, 0, 1, 100));
    }
    assertTrue(log.segments().size() > 1);
  }

  @Test
  void opensAThousandPartitions() {
    for (int round = 0; round < 2; round++) {
      try (TestStorage storage = new TestStorage(folder)) {
        List<CompletableFuture<PartitionLog>> opening = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
          opening.add(storage.storage.open(id(i), LogConfig.DEFAULT).toCompletableFuture());
        }
        for (int i = 0; i < 1000; i++) {
          PartitionLog log = opening.get(i).join();
          assertEquals(i < 50 ? round : 0, log.logEndOffset());
          if (i < 50) {
            log.append(batch(round, 1, 0, 1, 100));
          }
        }
      }
    }
  }
}
