package io.ringmain.storage.mmap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to a log, in any order, it holds what a list would hold. */
final class MmapPartitionLogProperties {
  private static final LogConfig CONFIG = new LogConfig(2_000, 50, 2_400, 150, 0);

  /** Something done to a log. Fractions are of what the log holds at that moment. */
  sealed interface Step {
    record Append(int batches, int sizeBytes, int records, int gap, int epochStep, long timestamp)
        implements Step {}

    record Truncate(int permille) implements Step {}

    record StartAnew(int offset) implements Step {}

    record AdvanceStart(int permille) implements Step {}

    record StartLeaderEpoch() implements Step {}

    record Roll() implements Step {}

    record Flush() implements Step {}

    record HoldSlice(int permille) implements Step {}

    record ReleaseSpace() implements Step {}

    record Reopen(boolean killed) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> permille = Arbitraries.integers().between(-50, 1050);
    Arbitrary<Step> append =
        Combinators.combine(
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(77, 450),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(0, 0, 0, 0, 1, 3),
                Arbitraries.of(0, 0, 0, 0, 1),
                Arbitraries.longs().between(-1, 100))
            .as(Step.Append::new);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, append),
            net.jqwik.api.Tuple.of(2, permille.map(Step.Truncate::new)),
            net.jqwik.api.Tuple.of(2, permille.map(Step.AdvanceStart::new)),
            net.jqwik.api.Tuple.of(2, permille.map(Step.HoldSlice::new)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(0, 7, 5_000).map(Step.StartAnew::new)),
            net.jqwik.api.Tuple.of(
                4,
                Arbitraries.of(
                    new Step.StartLeaderEpoch(),
                    new Step.Roll(),
                    new Step.Flush(),
                    new Step.ReleaseSpace(),
                    new Step.Reopen(false),
                    new Step.Reopen(true))))
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  /** The build tries the same histories each time; other seeds are for long runs by hand. */
  @Property(tries = 70, seed = "20261122")
  void holdsWhatAListWouldHold(@ForAll("steps") List<Step> steps) throws IOException {
    Path folder = Files.createTempDirectory("storage-mmap-");
    try (Life life = new Life(folder)) {
      for (Step step : steps) {
        life.take(step);
        life.check();
      }
    } finally {
      Deletion.deleteTree(folder);
    }
  }

  /** A log and its model, through restarts. */
  private static final class Life implements AutoCloseable {
    private final Path folder;
    private final ModelLog model = new ModelLog();
    private final List<LogSlice> held = new ArrayList<>();
    private final List<byte[]> heldBytes = new ArrayList<>();
    private TestStorage storage;
    private PartitionLog log;
    private int lives;

    Life(Path folder) {
      this.folder = folder;
      open();
    }

    private void open() {
      storage = new TestStorage(folder.resolve("life-" + lives));
      log = storage.open(TestStorage.ID, CONFIG);
    }

    void take(Step step) throws IOException {
      switch (step) {
        case Step.Append append -> append(append);
        case Step.Truncate(int permille) -> {
          long offset = offset(permille);
          log.truncateTo(offset);
          model.truncateTo(offset);
        }
        case Step.StartAnew(int offset) -> {
          log.truncateFullyAndStartAt(offset);
          model.truncateFullyAndStartAt(offset);
        }
        case Step.AdvanceStart(int permille) -> {
          long offset = Math.min(model.end, offset(permille));
          log.advanceStart(offset);
          model.advanceStart(offset);
        }
        case Step.StartLeaderEpoch _ -> {
          int next = model.latestLeaderEpoch() + 1;
          log.startLeaderEpoch(next);
          model.startLeaderEpoch(next, model.end);
        }
        case Step.Roll _ -> log.roll();
        case Step.Flush _ -> {
          assertEquals(model.end, log.flush().toCompletableFuture().join());
          assertEquals(model.end, log.durableOffset());
        }
        case Step.HoldSlice(int permille) -> {
          long offset = Math.clamp(offset(permille), model.start, model.end);
          LogSlice slice = log.read(offset, 700, Long.MAX_VALUE, true);
          held.add(slice);
          heldBytes.add(bytesOf(slice));
        }
        case Step.ReleaseSpace _ -> ((MmapPartitionLog) log).releaseSpaceIfIdle(Long.MAX_VALUE);
        case Step.Reopen(boolean killed) -> {
          if (killed) {
            storage.storage.awaitBackground();
            TestStorage.copyAsAfterKill(
                folder.resolve("life-" + lives), folder.resolve("life-" + (lives + 1)));
          }
          storage.close();
          letHeldGo(); // S18 binds the storage that handed a slice out, not the next on its folder.
          lives += killed ? 1 : 0;
          open();
          if (killed) {
            // The log start may have moved up, but only over offsets that hold no record.
            assertTrue(log.logStartOffset() <= model.firstRecordOrEnd());
            model.advanceStart(log.logStartOffset());
          }
        }
      }
    }

    private long offset(int permille) {
      return Math.max(0, model.start + (model.end - model.start) * permille / 1000);
    }

    private void letHeldGo() {
      for (int i = 0; i < held.size(); i++) {
        assertArrayEquals(heldBytes.get(i), bytesOf(held.get(i)));
        held.get(i).close();
      }
      held.clear();
      heldBytes.clear();
    }

    private void append(Step.Append append) {
      ByteBuffer[] batches = new ByteBuffer[append.batches];
      int leaderEpoch = Math.max(0, model.latestLeaderEpoch()) + append.epochStep;
      for (int i = 0; i < batches.length; i++) {
        batches[i] =
            TestBatches.batch(
                model.end + append.gap,
                append.records,
                leaderEpoch,
                append.timestamp + (append.timestamp < 0 ? 0 : i % 2),
                append.sizeBytes + i);
        model.append(batches[i]);
      }
      log.append(TestBatches.joined(batches));
    }

    void check() {
      assertEquals(model.start, log.logStartOffset());
      assertEquals(model.end, log.logEndOffset());
      assertEquals(model.sizeBytes(), log.sizeBytes());
      assertTrue(log.durableOffset() <= model.end);
      assertEquals(model.latestLeaderEpoch(), log.latestLeaderEpoch());
      for (Map.Entry<Integer, Long> epoch : model.leaderEpochs.entrySet()) {
        Map.Entry<Integer, Long> next = model.leaderEpochs.higherEntry(epoch.getKey());
        long end = next == null ? model.end : next.getValue();
        assertEquals(end, log.endOfLeaderEpoch(epoch.getKey()).orElseThrow().endOffset());
      }
      for (long timestamp = -1; timestamp < 103; timestamp += 13) {
        assertEquals(model.batchAtOrAfter(timestamp), log.batchAtOrAfter(timestamp));
      }
      assertEquals(model.batchWithLargestTimestamp(), log.batchWithLargestTimestamp());
      for (int maxBytes : new int[] {0, 80, 600, 1 << 20}) {
        checkReads(maxBytes);
      }
      for (int i = 0; i < held.size(); i++) {
        assertArrayEquals(heldBytes.get(i), bytesOf(held.get(i)));
      }
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

    private static byte[] bytesOf(LogSlice slice) {
      return TestStorage.bytes(slice.buffer());
    }

    @Override
    public void close() {
      storage.close();
      held.forEach(LogSlice::close);
    }
  }
}
