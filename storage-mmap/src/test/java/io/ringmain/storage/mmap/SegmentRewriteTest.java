package io.ringmain.storage.mmap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments are replaced as a whole: S25 to S28. */
final class SegmentRewriteTest {
  private static final int BATCHES = 40;
  private static final List<Long> ALL = LongStream.range(0, BATCHES).boxed().toList();

  @TempDir Path folder;
  private Path data;
  private List<Long> kept;

  @BeforeEach
  void names() {
    data = folder.resolve("data");
  }

  /** Forty batches of one record, eight to a segment. */
  private static PartitionLog filled(TestStorage storage) {
    PartitionLog log = storage.open();
    for (int i = 0; i < BATCHES; i++) {
      log.append(batch(i));
    }
    return log;
  }

  private static ByteBuffer batch(long offset) {
    return TestBatches.batch(offset, 1, 3, 1_000 + offset, 500);
  }

  /** Leaves every third batch of the second to the fourth segment. */
  private LogRewrite rewritten(PartitionLog log) {
    List<LogSegmentInfo> segments = log.segments();
    long from = segments.get(1).baseOffset();
    long to = segments.get(4).baseOffset();
    LogRewrite rewrite = log.rewrite(from, to).orElseThrow();
    for (long offset = from; offset < to; offset++) {
      if (offset % 3 == 0) {
        rewrite.append(batch(offset));
      }
    }
    rewrite.finish();
    kept = ALL.stream().filter(o -> o < from || o >= to || o % 3 == 0).toList();
    return rewrite;
  }

  private static List<Long> offsets(PartitionLog log) {
    List<Long> offsets = new ArrayList<>();
    long next = log.logStartOffset();
    while (next < log.logEndOffset()) {
      try (LogSlice slice = log.read(next, 1 << 20, Long.MAX_VALUE, true)) {
        if (slice.sizeBytes() == 0) {
          break;
        }
        ByteBuffer bytes = slice.buffer();
        for (int at = 0; at < bytes.limit(); at += RecordBatchHeader.sizeBytes(bytes, at)) {
          offsets.add(RecordBatchHeader.baseOffset(bytes, at));
        }
        next = slice.nextOffset();
      }
    }
    return offsets;
  }

  @Test
  void s27_replacesSegmentsByOneAndKeepsOffsets() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      int segments = log.segments().size();
      long from = log.segments().get(1).baseOffset();
      try (LogRewrite rewrite = rewritten(log)) {
        assertEquals(ALL, offsets(log), "nothing shows before it is put in place");
        assertTrue(log.replace(rewrite));
      }
      assertEquals(kept, offsets(log));
      assertEquals(segments - 2, log.segments().size());
      assertEquals(from, log.segments().get(1).baseOffset());
      assertEquals(BATCHES, log.logEndOffset());
      assertEquals(kept.size() * 500L, log.sizeBytes());
      assertEquals(18, log.batchAtOrAfter(1_000 + 17).orElseThrow());
      log.append(batch(BATCHES));
      assertEquals(kept.size() + 1, offsets(log).size());
    }
    try (TestStorage storage = new TestStorage(data)) {
      assertEquals(kept.size() + 1, offsets(storage.open()).size());
    }
  }

  @Test
  void s27_leavesSlicesAsTheyAre() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      LogSlice before = log.read(9, 1 << 20, Long.MAX_VALUE, true);
      byte[] bytes = TestStorage.bytes(log.read(9, 1 << 20, Long.MAX_VALUE, true));
      try (LogRewrite rewrite = rewritten(log)) {
        assertTrue(log.replace(rewrite));
      }
      storage.storage.awaitBackground();
      assertTrue(before.fileRange().isEmpty(), "the file of that name is another one now");
      assertArrayEquals(bytes, TestStorage.bytes(before));
    }
  }

  @Test
  void s27_leavesAnEmptySegmentWhereNothingIsKept() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      long to = log.segments().get(2).baseOffset();
      try (LogRewrite rewrite = log.rewrite(0, to).orElseThrow()) {
        rewrite.finish();
        assertTrue(log.replace(rewrite));
      }
      assertEquals(0, log.logStartOffset());
      assertEquals(to, offsets(log).getFirst());
    }
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      assertEquals(0, log.logStartOffset());
      assertEquals(LongStream.range(offsets(log).getFirst(), BATCHES).count(), offsets(log).size());
    }
  }

  @Test
  void s27_refusesWhenTheSegmentsAreNotThereAnyMore() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      try (LogRewrite rewrite = rewritten(log)) {
        log.truncateTo(20);
        assertFalse(log.replace(rewrite));
      }
      assertEquals(ALL.subList(0, 20), offsets(log));
    }
  }

  @Test
  void s27_refusesWhenTheLogStartHasPassed() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      try (LogRewrite rewrite = rewritten(log)) {
        log.advanceStart(log.segments().get(3).baseOffset());
        assertFalse(log.replace(rewrite));
      }
      assertEquals(ALL.subList((int) log.logStartOffset(), BATCHES), offsets(log));
    }
  }

  @Test
  void s26_refusesBatchesOutsideTheRangeOrOutOfOrder() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      long from = log.segments().get(1).baseOffset();
      long to = log.segments().get(2).baseOffset();
      try (LogRewrite rewrite = log.rewrite(from, to).orElseThrow()) {
        assertThrows(IllegalArgumentException.class, () -> rewrite.append(batch(from - 1)));
        assertThrows(IllegalArgumentException.class, () -> rewrite.append(batch(to)));
        rewrite.append(batch(from + 1));
        assertThrows(IllegalArgumentException.class, () -> rewrite.append(batch(from + 1)));
        assertThrows(IllegalArgumentException.class, () -> log.replace(rewrite), "unfinished");
      }
      assertTrue(log.rewrite(from, to + 1).isEmpty());
      assertTrue(log.rewrite(log.segments().getLast().baseOffset(), BATCHES).isEmpty());
    }
  }

  @Test
  void s25_leavesNothingBehindWhenItIsGivenUp() throws IOException {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      storage.storage.awaitBackground();
      int files = files(data).size();
      rewritten(log).close();
      storage.storage.awaitBackground();
      assertEquals(files, files(data).size());
      rewritten(log).close();
    }
  }

  @Test
  void s27_hasTheOldContentAfterACrashBeforeItIsPutInPlace() throws IOException {
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      try (LogRewrite _ = rewritten(filled(storage))) {
        TestStorage.copyAsAfterKill(data, killed);
      }
    }
    try (TestStorage storage = new TestStorage(killed)) {
      assertEquals(ALL, offsets(storage.open()));
    }
    assertTrue(files(killed).stream().noneMatch(name -> name.contains("rewrite")));
  }

  /** Stops after each of the renames and deletions that putting in place consists of. */
  @Test
  void s27_hasTheNewContentAfterACrashWhileItIsPutInPlace() throws IOException {
    int steps = 0;
    for (int done = 0; done <= steps; done++) {
      Path origin = folder.resolve("data-" + done);
      Path killed = folder.resolve("killed-" + done);
      long to;
      List<Long> old = new ArrayList<>();
      try (TestStorage storage = new TestStorage(origin)) {
        PartitionLog log = filled(storage);
        log.segments().subList(1, 4).forEach(segment -> old.add(segment.baseOffset()));
        to = log.segments().get(4).baseOffset();
        try (LogRewrite _ = rewritten(log)) {
          TestStorage.copyAsAfterKill(origin, killed);
        }
      }
      Path inside = killed.resolve(TestStorage.ID.toString());
      Path swap = inside.resolve(LogFiles.name(to, LogFiles.SWAP_FOLDER));
      Files.move(inside.resolve(LogFiles.REWRITE_FOLDER), swap);
      List<Path> moves = new ArrayList<>();
      old.forEach(base -> moves.add(inside.resolve(LogFiles.name(base, LogFiles.LOG))));
      old.forEach(base -> moves.add(inside.resolve(LogFiles.name(base, LogFiles.INDEX))));
      moves.add(swap.resolve(LogFiles.name(old.getFirst(), LogFiles.INDEX)));
      moves.add(swap.resolve(LogFiles.name(old.getFirst(), LogFiles.TIME_INDEX)));
      moves.add(swap.resolve(LogFiles.name(old.getFirst(), LogFiles.LOG)));
      steps = moves.size();
      for (Path move : moves.subList(0, done)) {
        if (move.startsWith(swap)) {
          CheckpointFile.rename(move, inside.resolve(move.getFileName()));
        } else if (Files.exists(move)) {
          CheckpointFile.rename(move, inside.resolve(move.getFileName() + LogFiles.DELETED));
        }
      }
      try (TestStorage storage = new TestStorage(killed)) {
        PartitionLog log = storage.open();
        assertEquals(kept, offsets(log), "after " + done + " steps");
        assertEquals(BATCHES, log.logEndOffset());
      }
      assertFalse(Files.exists(swap));
    }
  }

  @Test
  void s28_remembersWhereCompactionGoesOn() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      assertEquals(0, log.firstDirtyOffset());
      log.firstDirtyOffset(17);
    }
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = storage.open();
      assertEquals(17, log.firstDirtyOffset());
      log.truncateTo(10);
      assertEquals(10, log.firstDirtyOffset());
      storage.storage.delete(TestStorage.ID);
      assertEquals(0, storage.open().firstDirtyOffset());
    }
  }

  @Test
  void outlivesTheDeletionOfItsLog() {
    try (TestStorage storage = new TestStorage(data)) {
      PartitionLog log = filled(storage);
      try (LogRewrite rewrite = rewritten(log)) {
        storage.storage.delete(TestStorage.ID);
        assertThrows(RuntimeException.class, () -> log.replace(rewrite));
      }
      assertEquals(0, storage.open().logEndOffset());
    }
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.map(path -> root.relativize(path).toString()).toList();
    }
  }
}
