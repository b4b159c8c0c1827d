package io.ringmain.storage.mmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.tools.DumpLogSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own tool finds nothing wrong with the files. */
final class DumpLogSegmentsTest {
  private static final LogConfig CONFIG = new LogConfig(20_000, Long.MAX_VALUE, 4096, 512, 0);

  @TempDir Path folder;

  @Test
  void acceptsTheFilesAfterCleanClose() throws Exception {
    Path data = folder.resolve("data");
    try (TestStorage storage = new TestStorage(data)) {
      appendTo(storage.open(TestStorage.ID, CONFIG), 0, 600);
    }
    assertFlawless(data);
  }

  @Test
  void acceptsTheFilesAfterKillAndRestart() throws Exception {
    Path data = folder.resolve("data");
    Path killed = folder.resolve("killed");
    try (TestStorage storage = new TestStorage(data)) {
      appendTo(storage.open(TestStorage.ID, CONFIG), 0, 600);
      TestStorage.copyAsAfterKill(data, killed);
    }
    try (TestStorage storage = new TestStorage(killed)) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      assertEquals(600, log.logEndOffset());
      assertFlawless(killed);
      appendTo(log, 600, 900);
    }
    assertFlawless(killed);
  }

  @Test
  void acceptsTheFilesAfterSegmentsWereReplaced() throws Exception {
    try (TestStorage storage = new TestStorage(folder)) {
      PartitionLog log = storage.open(TestStorage.ID, CONFIG);
      appendTo(log, 0, 600);
      long to = log.segments().getLast().baseOffset();
      assertTrue(log.segments().size() > 2);
      try (LogRewrite rewrite = log.rewrite(0, to).orElseThrow();
          LogSlice slice = log.read(0, 15_000, to, true)) {
        rewrite.append(slice.buffer());
        rewrite.finish();
        assertTrue(log.replace(rewrite));
      }
      assertEquals(2, log.segments().size());
    }
    assertFlawless(folder);
  }

  @Test
  void readsFilesThatAreBeingWrittenUpToTheUnusedSpace() throws Exception {
    try (TestStorage storage = new TestStorage(folder)) {
      appendTo(storage.open(TestStorage.ID, CONFIG), 0, 600);
      storage.storage.awaitBackground(); // A file must not shrink while the tool reads it.
      // The active segment ends in preallocated space, which the tool mentions and passes over.
      for (String complaint : complaints(folder)) {
        assertTrue(complaint.contains("invalid bytes at the end"), complaint);
      }
    }
  }

  private static void appendTo(PartitionLog log, int from, int to) {
    for (int i = from; i < to; i++) {
      SimpleRecord record =
          new SimpleRecord(1_000L + i, ("key" + i).getBytes(StandardCharsets.UTF_8), new byte[40]);
      log.append(MemoryRecords.withRecords(i, Compression.NONE, i / 300, record).buffer());
    }
  }

  private static void assertFlawless(Path data) throws IOException {
    assertEquals(List.of(), complaints(data));
  }

  private static List<String> complaints(Path data) throws IOException {
    List<String> files;
    try (Stream<Path> all = Files.list(data.resolve(TestStorage.ID.toString()))) {
      files =
          all.map(Path::toString)
              .filter(f -> f.endsWith(".log") || f.endsWith("index"))
              .sorted()
              .toList();
    }
    assertFalse(files.isEmpty());
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream captured = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      String names = String.join(",", files);
      DumpLogSegments.main(new String[] {"--deep-iteration", "--files", names});
      DumpLogSegments.main(new String[] {"--index-sanity-check", "--files", names});
      DumpLogSegments.main(new String[] {"--verify-index-only", "--files", names});
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("baseOffset: 0 lastOffset: 0"), text);
    return text.lines().filter(DumpLogSegmentsTest::isComplaint).toList();
  }

  /**
   * The tool calls the first record of every file that does not start at offset 0 non-consecutive
   * ("-1 is followed by 176"); a real gap names another offset than −1.
   */
  private static boolean isComplaint(String line) {
    boolean expected =
        line.startsWith("Dumping ")
            || line.startsWith("Non-consecutive offsets in ")
            || line.strip().startsWith("-1 is followed by ")
            || line.startsWith("Log starting offset")
            || line.startsWith("baseOffset: ")
            || line.startsWith("| offset: ")
            || line.startsWith("offset: ")
            || line.startsWith("timestamp: ")
            || line.contains("passed sanity check");
    return !expected || line.contains("isvalid: false");
  }
}
