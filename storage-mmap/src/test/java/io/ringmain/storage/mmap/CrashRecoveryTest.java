package io.ringmain.storage.mmap;

import static io.ringmain.storage.mmap.TestBatches.batch;
import static io.ringmain.storage.mmap.TestStorage.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log holds after a crash that left its files in any state a crash can leave. */
final class CrashRecoveryTest {
  private static final int BATCH_BYTES = 100;
  private static final String FIRST_SEGMENT = "00000000000000000000";

  @TempDir Path folder;
  private int copies;

  /** A folder as a kill leaves it, with {@code batches} batches of one record. */
  private Path killedWith(int batches, boolean flushed) throws IOException {
    Path data = folder.resolve("data" + copies);
    Path killed = folder.resolve("killed" + copies++);
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < batches; i++) {
        log.append(batch(i, 1, 0, 1_000 + i, BATCH_BYTES));
      }
      if (flushed) {
        log.flush().toCompletableFuture().join();
      }
      storage.storage.awaitBackground();
      return TestStorage.copyAsAfterKill(data, killed);
    }
  }

  private Path file(Path data, String name) {
    return data.resolve(TestStorage.ID.toString()).resolve(name);
  }

  private static void overwrite(Path file, long position, byte... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }

  private static void cut(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(sizeBytes);
    }
  }

  private static void assertHolds(Path data, int batches) {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      assertEquals(batches, log.logEndOffset());
      for (int i = 0; i < batches; i++) {
        assertArrayEquals(
            bytes(batch(i, 1, 0, 1_000 + i, BATCH_BYTES)),
            bytes(log.read(i, BATCH_BYTES, Long.MAX_VALUE, true)));
      }
      log.append(batch(batches, 1, 0, 1_000 + batches, BATCH_BYTES));
    }
    try (TestStorage storage = new TestStorage(data)) {
      assertEquals(batches + 1, storage.open().logEndOffset());
    }
  }

  @Test
  void cutsTheTornBatchAtWhateverByteTheFileEnds() throws IOException {
    Path killed = killedWith(3, false);
    for (int size = 2 * BATCH_BYTES; size <= 3 * BATCH_BYTES; size += 7) {
      Path torn = TestStorage.copyAsAfterKill(killed, folder.resolve("torn" + size));
      cut(file(torn, FIRST_SEGMENT + ".log"), size);
      assertHolds(torn, size / BATCH_BYTES);
    }
  }

  @Test
  void cutsTheBatchOfWhichOnlyTheBeginningWasWritten() throws IOException {
    Path killed = killedWith(3, false);
    for (int written = 0; written < BATCH_BYTES; written += 9) {
      Path torn = TestStorage.copyAsAfterKill(killed, folder.resolve("torn" + written));
      int position = 2 * BATCH_BYTES + written;
      overwrite(
          file(torn, FIRST_SEGMENT + ".log"), position, new byte[3 * BATCH_BYTES + 12 - position]);
      assertHolds(torn, 2);
    }
  }

  @Test
  void leaderEpochOfALostBatchDoesNotComeBack() throws IOException {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      log.append(batch(0, 1, 0, 1_000, BATCH_BYTES));
      log.flush().toCompletableFuture().join();
      log.append(batch(2, 1, 7, 1_002, BATCH_BYTES));
      storage.storage.awaitBackground();
      TestStorage.copyAsAfterKill(data, killed);
    }
    cut(file(killed, FIRST_SEGMENT + ".log"), 2 * BATCH_BYTES - 1);
    Path killedAgain = folder.resolve("killedAgain");
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(0, log.latestLeaderEpoch());
      log.append(batch(1, 3, 0, 1_001, BATCH_BYTES));
      storage.storage.awaitBackground();
      TestStorage.copyAsAfterKill(killed, killedAgain);
    }
    try (TestStorage storage = new TestStorage(killedAgain)) {
      PartitionLog log = storage.open();
      assertEquals(4, log.logEndOffset());
      assertEquals(0, log.latestLeaderEpoch());
    }
  }

  /** A segment that was flushed and then sealed: the flusher has not come to it once more. */
  @Test
  void finishesASegmentThatWasSealedJustBeforeTheKill() throws IOException {
    Path killed = killedWith(30, true);
    Files.createFile(file(killed, "00000000000000000030.log"));
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(30, log.logEndOffset());
      assertEquals(30 * BATCH_BYTES, log.sizeBytes());
      assertEquals(OptionalLong.of(29), log.batchAtOrAfter(1_029));
      assertEquals(OptionalLong.of(29), log.batchWithLargestTimestamp());
    }
    assertEquals(30 * BATCH_BYTES, Files.size(file(killed, FIRST_SEGMENT + ".log")));
    assertHolds(killed, 30);
  }

  @Test
  void buildsATimeIndexThatLostItsEndAnew() throws IOException {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 30; i++) {
        log.append(batch(i, 1, 0, i == 12 ? 9_000 : 1_000 - i, BATCH_BYTES));
      }
      log.flush().toCompletableFuture().join();
      storage.storage.awaitBackground();
      TestStorage.copyAsAfterKill(data, killed);
    }
    Path times = file(killed, FIRST_SEGMENT + ".timeindex");
    for (long size = Files.size(times); size >= 0; size -= TimeIndex.ENTRY_BYTES) {
      Path shorter = TestStorage.copyAsAfterKill(killed, folder.resolve("shorter" + size));
      cut(file(shorter, FIRST_SEGMENT + ".timeindex"), size);
      try (TestStorage storage = new TestStorage(shorter)) {
        PartitionLog log = storage.open();
        assertEquals(OptionalLong.of(12), log.batchAtOrAfter(1_001));
        assertEquals(OptionalLong.of(12), log.batchWithLargestTimestamp());
      }
    }
  }

  @Test
  void nothingIsDurableWhoseLeaderEpochIsNot() throws IOException {
    Path data = folder.resolve("data");
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      // Where its file would be written first.
      Files.createDirectory(file(data, "leader-epoch-checkpoint.tmp"));
      log.append(batch(0, 1, 7, 1_000, BATCH_BYTES));
      log.roll();
      storage.storage.awaitBackground();
      assertEquals(0, log.durableOffset());
    }
  }

  /** A truncation had taken their batches; others were appended before the file was written. */
  @Test
  void leaderEpochsOfTruncatedBatchesDoNotComeBack() throws IOException {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      for (int i = 0; i < 6; i++) {
        log.append(batch(i, 1, i / 2, 1_000 + i, BATCH_BYTES));
      }
      storage.storage.awaitBackground();
      TestStorage.copyAsAfterKill(data, killed);
    }
    List<String> stale =
        List.of("0 0\n6 1\n", "0 0\n6 2\n7 3\n", "1 1\n7 3\n", "1 0\n2 1\n", "0 0\n1 3\n", "9 0\n");
    for (int i = 0; i < stale.size(); i++) {
      Path copy = TestStorage.copyAsAfterKill(killed, folder.resolve("stale" + i));
      Files.writeString(
          file(copy, "leader-epoch-checkpoint"),
          "0\n%d\n%s".formatted(stale.get(i).lines().count(), stale.get(i)));
      try (TestStorage storage = new TestStorage(copy)) {
        PartitionLog log = storage.open();
        assertEquals(2, log.latestLeaderEpoch(), stale.get(i));
        for (int leaderEpoch = 0; leaderEpoch < 3; leaderEpoch++) {
          assertEquals(
              Optional.of(new LeaderEpochEnd(leaderEpoch, 2 + 2 * leaderEpoch)),
              log.endOfLeaderEpoch(leaderEpoch),
              stale.get(i));
        }
      }
    }
  }

  @Test
  void aCloseThatCannotWriteLeaderEpochsIsNoCleanOne() throws IOException {
    Path data = folder.resolve("data");
    Path inTheWay = file(data, "leader-epoch-checkpoint.tmp");
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      Files.createDirectory(inTheWay);
      log.append(batch(0, 1, 7, 1_000, BATCH_BYTES));
      assertThrows(StorageException.class, log::close);
    }
    Files.delete(inTheWay);
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      assertEquals(1, log.logEndOffset());
      assertEquals(7, log.latestLeaderEpoch());
    }
  }

  /** Returns when the flusher waits, and leaves all else undone. */
  private static void holdFlusher(PartitionLog log, CountDownLatch until) {
    CountDownLatch held = new CountDownLatch(1);
    boolean willBeHeld = false;
    while (!willBeHeld) {
      CompletableFuture<Void> holding =
          log.flush()
              .toCompletableFuture()
              .thenRun(() -> {
                if (Thread.currentThread().getName().equals("storage-flusher")) {
                  held.countDown();
                  assertDoesNotThrow(() -> until.await());
                }
              });
      willBeHeld = !holding.isDone(); // Else the flush was over, and that ran here.
    }
    assertDoesNotThrow(() -> held.await());
  }

  /** A folder as a kill leaves it when the flusher has done the one and nothing of the other. */
  private Path killedBetween(Consumer<PartitionLog> done, Consumer<PartitionLog> onlyByWriter)
      throws IOException {
    Path data = folder.resolve("data");
    CountDownLatch flusher = new CountDownLatch(1);
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      done.accept(log);
      log.flush().toCompletableFuture().join();
      storage.storage.awaitBackground();
      holdFlusher(log, flusher);
      try {
        onlyByWriter.accept(log);
        return TestStorage.copyAsAfterKill(data, folder.resolve("killed"));
      } finally {
        flusher.countDown();
      }
    }
  }

  private static void append(PartitionLog log, long from, long to) {
    for (long offset = from; offset < to; offset++) {
      log.append(batch(offset, 1, 0, 1_000 + offset, BATCH_BYTES));
    }
  }

  @Test
  void whatIsAppendedToALogStartedAnewBelowItsStartOutlivesAKill() throws IOException {
    Path killed =
        killedBetween(
            log -> log.truncateFullyAndStartAt(5_000),
            log -> {
              log.truncateFullyAndStartAt(7);
              append(log, 7, 8);
              log.roll();
              append(log, 8, 9);
            });
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(7, log.logStartOffset());
      assertEquals(9, log.logEndOffset());
    }
  }

  /** Its size is that of its space, and no index says what is in it. */
  @Test
  void aSegmentFilledAgainBelowAnEarlierRecoveryPointIsLookedThrough() throws IOException {
    Path killed =
        killedBetween(
            log -> append(log, 0, 20),
            log -> {
              log.truncateTo(2);
              append(log, 2, 3);
              log.roll();
              append(log, 3, 4);
            });
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open();
      assertEquals(4, log.logEndOffset());
      assertEquals(4 * BATCH_BYTES, log.sizeBytes());
      assertEquals(OptionalLong.of(2), log.batchAtOrAfter(1_002));
    }
  }

  @Test
  void aStartThatOpensNoLogMakesNothingClean() throws IOException {
    Path killed = killedWith(3, false);
    cut(file(killed, FIRST_SEGMENT + ".log"), 3 * BATCH_BYTES - 5);
    TestStorage unused = new TestStorage(killed);
    unused.close();
    assertHolds(killed, 2);
  }

  @Test
  void cutsFromTheBatchWithAFlippedBitOn() throws IOException {
    Path killed = killedWith(30, false);
    Random random = new Random(42);
    for (int i = 0; i < 20; i++) {
      Path flipped = TestStorage.copyAsAfterKill(killed, folder.resolve("flipped" + i));
      Path log = file(flipped, FIRST_SEGMENT + ".log");
      int damaged = random.nextInt(30);
      // Any byte but those of the leader epoch, which the checksum does not cover.
      int position = damaged * BATCH_BYTES + 16 + random.nextInt(BATCH_BYTES - 16);
      byte[] content = Files.readAllBytes(log);
      overwrite(log, position, (byte) (content[position] ^ (1 << random.nextInt(8))));
      assertHolds(flipped, damaged);
    }
  }

  @Test
  void removesSegmentsAfterADamagedOne() throws IOException {
    Path killed = killedWith(200, false);
    // As if no segment had been flushed after it was full.
    Files.delete(killed.resolve("recovery-point-offset-checkpoint"));
    overwrite(file(killed, FIRST_SEGMENT + ".log"), 3 * BATCH_BYTES + 70, (byte) 0, (byte) 1);
    assertHolds(killed, 3);
  }

  @Test
  void doesNotVerifyWhatWasFlushed() throws IOException {
    Path killed = killedWith(200, true);
    // Damage below the recovery point is not looked for: reading it is the reader's to notice.
    overwrite(file(killed, FIRST_SEGMENT + ".log"), 3 * BATCH_BYTES + 70, (byte) 0, (byte) 1);
    try (TestStorage storage = new TestStorage(killed)) {
      assertEquals(200, storage.open().logEndOffset());
    }
  }

  @Test
  void buildsMissingIndexesAnew() throws IOException {
    for (boolean flushed : new boolean[] {false, true}) {
      Path killed = killedWith(200, flushed);
      try (var files = Files.list(killed.resolve(TestStorage.ID.toString()))) {
        for (Path file : files.toList()) {
          if (file.toString().endsWith("index")) {
            Files.delete(file);
          }
        }
      }
      assertHolds(killed, 200);
    }
  }

  @Test
  void buildsGarbageIndexesAnew() throws IOException {
    Random random = new Random(7);
    for (boolean flushed : new boolean[] {false, true}) {
      Path killed = killedWith(200, flushed);
      try (var files = Files.list(killed.resolve(TestStorage.ID.toString()))) {
        for (Path file : files.toList()) {
          if (file.toString().endsWith("index")) {
            byte[] garbage = new byte[(int) Files.size(file)];
            random.nextBytes(garbage);
            Files.write(file, garbage);
          }
        }
      }
      assertHolds(killed, 200);
    }
  }

  @Test
  void ignoresAHalfWrittenSnapshot() throws IOException {
    Path killed = killedWith(5, false);
    Files.write(file(killed, "00000000000000000003.snapshot"), new byte[] {1, 2, 3});
    Files.write(file(killed, "00000000000000000004.snapshot.tmp"), new byte[] {1});
    Files.write(file(killed, "00000000000000000009.snapshot"), new byte[] {9});
    try (TestStorage storage = new TestStorage(killed)) {
      LogSnapshot snapshot = storage.open().latestSnapshot(Long.MAX_VALUE).orElseThrow();
      assertEquals(3, snapshot.offset());
      assertEquals(3, snapshot.content().remaining());
    }
  }

  @Test
  void goesOnWithoutReadableCheckpoints() throws IOException {
    Path killed = killedWith(50, true);
    Files.writeString(killed.resolve("recovery-point-offset-checkpoint"), "0\n7\nnonsense\n");
    assertHolds(killed, 50);
  }

  @Test
  void givesUnusedSpaceOfACrashedSegmentBack() throws IOException {
    Path killed = killedWith(3, false);
    Path log = file(killed, FIRST_SEGMENT + ".log");
    assertTrue(Files.size(log) > 3 * BATCH_BYTES);
    try (TestStorage storage = new TestStorage(killed)) {
      assertEquals(3, storage.open().logEndOffset());
      assertEquals(3 * BATCH_BYTES, Files.size(log));
    }
  }
}
