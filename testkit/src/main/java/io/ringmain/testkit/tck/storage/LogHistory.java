package io.ringmain.testkit.tck.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log and its model, through every step and restart. On the thread of the property. */
final class LogHistory implements AutoCloseable {
  private static final LogConfig CONFIG = new LogConfig(2_000, 50, 2_400, 150, 0);

  private final StorageCase suite;
  private final ModelLog model = new ModelLog();
  private final List<LogSlice> held = new ArrayList<>();
  private final List<byte[]> heldBytes = new ArrayList<>();
  private LogConfig config = CONFIG;
  private List<Path> directories;
  private Storage storage;
  private PartitionLog log;

  LogHistory(StorageCase suite, Path folder) {
    this.suite = suite;
    this.directories = List.of(folder.resolve("data"));
    openStorage();
  }

  private void openStorage() {
    storage = suite.provider().open(suite.context(directories, 0));
    openLog();
  }

  private void openLog() {
    log = StorageCase.openLog(storage, StorageCase.ORDERS, config);
  }

  void take(LogStep step) throws IOException {
    switch (step) {
      case LogStep.Append append -> append(append);
      case LogStep.Truncate(int permille) -> {
        long offset = offset(permille);
        log.truncateTo(offset);
        model.truncateTo(offset);
      }
      case LogStep.StartAnew(int offset) -> {
        log.truncateFullyAndStartAt(offset);
        model.truncateFullyAndStartAt(offset);
      }
      case LogStep.AdvanceStart(int permille) -> {
        long offset = Math.min(model.end, offset(permille));
        log.advanceStart(offset);
        model.advanceStart(offset);
      }
      case LogStep.StartLeaderEpoch(int by) -> {
        int leaderEpoch = model.leastLeaderEpoch() + by;
        log.startLeaderEpoch(leaderEpoch);
        model.startLeaderEpoch(leaderEpoch, model.end);
      }
      case LogStep.Roll _ -> log.roll();
      case LogStep.Reconfigure(int segmentBytes) -> {
        config = new LogConfig(segmentBytes, 50, 2_400, 150, 0);
        log.reconfigure(config);
      }
      case LogStep.Flush _ -> {
        assertEquals(model.end, StorageCase.get(log.flush()));
        assertEquals(model.end, log.durableOffset());
      }
      case LogStep.Rewrite rewrite -> rewrite(rewrite);
      case LogStep.SaveSnapshot(int permille) -> {
        long offset = Math.clamp(offset(permille), model.start, model.end);
        ByteBuffer content = ByteBuffer.allocate(9).putLong(0, model.end);
        log.saveSnapshot(offset, content);
        model.saveSnapshot(offset, content);
      }
      case LogStep.HoldSlice(int permille) -> {
        long offset = Math.clamp(offset(permille), model.start, model.end);
        LogSlice slice = log.read(offset, 700, Long.MAX_VALUE, true);
        held.add(slice);
        heldBytes.add(TckBatches.bytes(slice.buffer()));
      }
      case LogStep.Housekeep _ -> suite.housekeep(storage, log);
      case LogStep.CloseLog _ -> {
        log.close();
        openLog();
      }
      case LogStep.CloseStorage _ -> {
        storage.close();
        letHeldGo(); // S24 binds the storage that handed a slice out, not the next one there.
        openStorage();
      }
      case LogStep.Fail(Crash crash) -> fail(crash);
    }
  }

  /** What a plugin cannot be made to do is left out of its history. */
  private void fail(Crash crash) throws IOException {
    long durable = log.durableOffset();
    suite.housekeep(storage, log);
    Optional<List<Path>> after = suite.crash(crash, storage, directories);
    if (after.isEmpty()) {
      storage.close();
    }
    letHeldGo();
    directories = after.orElse(directories);
    openStorage();
    if (after.isPresent()) {
      if (crash == Crash.MACHINE_FAILURE) {
        assertTrue(log.logEndOffset() >= durable, "what was durable is gone");
        loseFrom(log.logEndOffset());
      }
      // The log start may have moved up, but only over offsets that hold no record.
      assertTrue(log.logStartOffset() <= model.firstRecordOrEnd());
      model.advanceStart(log.logStartOffset());
      forgetWhatMayBeLost();
    }
  }

  private void loseFrom(long end) {
    if (end < model.end) {
      model.truncateTo(end);
    }
  }

  /** Leader epochs without a batch, and snapshots, may be lost in a crash; none may appear. */
  private void forgetWhatMayBeLost() {
    for (int leaderEpoch : List.copyOf(model.leaderEpochs.keySet())) {
      boolean known =
          log.endOfLeaderEpoch(leaderEpoch)
              .filter(found -> found.leaderEpoch() == leaderEpoch)
              .isPresent();
      boolean hasBatch =
          model.batches.stream()
              .anyMatch(batch ->
                  ModelLog.base(batch) >= model.leaderEpochs.get(leaderEpoch)
                      && ModelLog.base(batch) < model.endOfLeaderEpoch(leaderEpoch));
      if (!known && !hasBatch) {
        model.leaderEpochs.remove(leaderEpoch);
      }
    }
    model.snapshots.clear();
  }

  private long offset(int permille) {
    return Math.max(0, model.start + (model.end - model.start) * permille / 1000);
  }

  private void append(LogStep.Append append) {
    ByteBuffer[] batches = new ByteBuffer[append.batches()];
    int leaderEpoch = model.leastLeaderEpoch() + append.epochStep();
    for (int i = 0; i < batches.length; i++) {
      batches[i] =
          TckBatches.batch(
              model.end + append.gap(),
              append.records(),
              leaderEpoch,
              append.timestamp() + (append.timestamp() < 0 ? 0 : i % 2),
              append.sizeBytes() + i);
      model.append(batches[i]);
    }
    log.append(TckBatches.joined(batches));
  }

  /** What a plugin cannot be made to do is left out of its history, here too. */
  private void rewrite(LogStep.Rewrite step) {
    List<LogSegmentInfo> segments = log.segments();
    int sealed = segments.size() - 1;
    if (sealed == 0) {
      return;
    }
    int first = Math.min(sealed - 1, sealed * step.permille() / 1000);
    long from = segments.get(first).baseOffset();
    long to = segments.get(Math.min(sealed, first + step.segments())).baseOffset();
    Optional<LogRewrite> possible = log.rewrite(from, to);
    if (possible.isEmpty()) {
      return;
    }
    List<ByteBuffer> kept = new ArrayList<>();
    try (LogRewrite rewrite = possible.orElseThrow()) {
      int number = 0;
      for (ByteBuffer batch : model.batches) {
        boolean isKept = (step.kept() >> number++ % 4 & 1) == 1;
        if (isKept && ModelLog.base(batch) >= from && ModelLog.base(batch) < to) {
          kept.add(batch);
          rewrite.append(batch.duplicate());
        }
      }
      rewrite.finish();
      assertTrue(log.replace(rewrite));
    }
    model.replace(from, to, kept);
  }

  /** Everything a reader can see is what the model holds. */
  void check() {
    assertEquals(model.start, log.logStartOffset());
    assertEquals(model.end, log.logEndOffset());
    assertEquals(model.sizeBytes(), log.sizeBytes());
    assertTrue(log.durableOffset() <= model.end);
    checkLeaderEpochs();
    for (long timestamp = -1; timestamp < 103; timestamp += 13) {
      assertEquals(model.batchAtOrAfter(timestamp), log.batchAtOrAfter(timestamp));
    }
    assertEquals(model.batchWithLargestTimestamp(), log.batchWithLargestTimestamp());
    checkLatestSnapshot();
    for (int maxBytes : new int[] {0, 80, 600, 1 << 20}) {
      checkReads(maxBytes);
    }
    checkHeld();
  }

  private void checkLeaderEpochs() {
    assertEquals(model.latestLeaderEpoch(), log.latestLeaderEpoch());
    for (int leaderEpoch = -1; leaderEpoch <= model.latestLeaderEpoch() + 1; leaderEpoch++) {
      assertEquals(model.endOfLargestUpTo(leaderEpoch), log.endOfLeaderEpoch(leaderEpoch));
    }
  }

  /** A plugin may keep more snapshots than it must, but none that nobody saved. */
  private void checkLatestSnapshot() {
    Optional<LogSnapshot> found = log.latestSnapshot(Long.MAX_VALUE);
    Map.Entry<Long, ByteBuffer> latest = model.snapshots.lastEntry();
    if (latest != null) {
      assertTrue(found.orElseThrow().offset() >= latest.getKey());
      if (found.orElseThrow().offset() == latest.getKey()) {
        assertEquals(latest.getValue(), found.orElseThrow().content());
      }
    }
    found.ifPresent(snapshot -> {
      assertTrue(model.savedSnapshots.contains(snapshot.offset()));
      assertTrue(snapshot.offset() >= model.start && snapshot.offset() <= model.end);
    });
  }

  private void checkReads(int maxBytes) {
    long step = Math.max(1, (model.end - model.start) / 20);
    for (long offset = model.start; offset <= model.end; offset += step) {
      boolean atLeastOne = offset % 2 == 0;
      long upTo = offset % 3 == 0 ? Long.MAX_VALUE : Math.min(model.end, offset + 7);
      List<ByteBuffer> longest = model.read(offset, maxBytes, upTo, atLeastOne);
      try (LogSlice slice = log.read(offset, maxBytes, upTo, atLeastOne)) {
        assertEquals(longest.isEmpty(), slice.sizeBytes() == 0);
        ByteBuffer bytes = slice.buffer();
        long next = offset;
        for (ByteBuffer batch : longest) {
          if (!bytes.hasRemaining()) {
            break;
          }
          assertEquals(batch, bytes.slice(bytes.position(), batch.remaining()));
          bytes.position(bytes.position() + batch.remaining());
          next = ModelLog.last(batch) + 1;
        }
        assertFalse(bytes.hasRemaining());
        assertEquals(next, slice.nextOffset());
      }
    }
  }

  private void checkHeld() {
    for (int i = 0; i < held.size(); i++) {
      assertArrayEquals(heldBytes.get(i), TckBatches.bytes(held.get(i).buffer()));
    }
  }

  private void letHeldGo() {
    checkHeld();
    held.forEach(LogSlice::close);
    held.clear();
    heldBytes.clear();
  }

  @Override
  public void close() {
    storage.close();
    held.forEach(LogSlice::close);
  }
}
