package org.example.storage.filechannel;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * What is found when a log is opened: its segments, cut off at the first damaged batch, and its
 * state. On the thread that opens the log.
 */
record LogFiles(
    NavigableMap<Long, Segment> segments,
    StateFile stateFile,
    StateFile.State state,
    Snapshots snapshots) {
  private static final System.Logger LOG = System.getLogger(LogFiles.class.getName());

  static LogFiles open(Path folder, Executor background) throws IOException {
    NavigableMap<Long, Segment> segments = new TreeMap<>();
    StateFile stateFile = new StateFile(folder);
    try {
      StateFile.State saved = stateFile.read();
      loadSegments(folder, saved.logStartOffset(), segments);
      long end = Math.max(saved.logStartOffset(), segments.lastEntry().getValue().nextOffset());
      if (segments.lastEntry().getValue().nextOffset() < end) {
        segments.put(end, new Segment(folder, end));
      }
      dropBelow(saved.logStartOffset(), segments);
      Snapshots snapshots = new Snapshots(folder, background);
      snapshots.load();
      snapshots.keepWithin(saved.logStartOffset(), end);
      StateFile.State state =
          new StateFile.State(
              saved.logStartOffset(),
              withEpochsOfBatches(saved, end, segments).from(saved.logStartOffset()));
      return new LogFiles(segments, stateFile, state, snapshots);
    } catch (IOException | RuntimeException e) {
      stateFile.close();
      for (Segment segment : segments.values()) {
        segment.close();
      }
      throw e;
    }
  }

  private static void loadSegments(
      Path folder, long logStartOffset, NavigableMap<Long, Segment> segments) throws IOException {
    boolean damaged = false;
    for (long baseOffset : baseOffsets(folder)) {
      Segment segment = new Segment(folder, baseOffset);
      if (damaged) {
        LOG.log(Level.WARNING, "removing segment " + baseOffset + " of " + folder);
        segment.deleteFile();
        segment.close();
        continue;
      }
      if (!segments.isEmpty()) {
        // A truncation that a crash has interrupted makes the new segment before it cuts.
        segments.lastEntry().getValue().truncateTo(baseOffset);
      }
      segments.put(baseOffset, segment);
      long cutBytes = segment.scan();
      damaged = cutBytes > 0;
      if (damaged) {
        LOG.log(
            Level.WARNING,
            "cut %d bytes off segment %d of %s: torn or damaged from offset %d on"
                .formatted(cutBytes, baseOffset, folder, segment.nextOffset()));
      }
    }
    if (segments.isEmpty()) {
      segments.put(logStartOffset, new Segment(folder, logStartOffset));
    }
  }

  private static List<Long> baseOffsets(Path folder) throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(Segment.SUFFIX)) {
          found.add(Long.parseLong(name.substring(0, name.length() - Segment.SUFFIX.length())));
        }
      }
    }
    found.sort(null);
    return found;
  }

  /** Finishes what a crash has interrupted. */
  private static void dropBelow(long logStartOffset, NavigableMap<Long, Segment> segments)
      throws IOException {
    while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= logStartOffset) {
      Segment below = segments.pollFirstEntry().getValue();
      below.deleteFile();
      below.close();
    }
  }

  /** The state is not written for each batch: those since it was tell their leader epochs. */
  private static LeaderEpochs withEpochsOfBatches(
      StateFile.State saved, long end, NavigableMap<Long, Segment> segments) {
    LeaderEpochs epochs = saved.leaderEpochs().without(start -> start.offset() > end);
    for (Segment segment : segments.values()) {
      for (Batch batch : segment.batchesFrom(saved.logStartOffset())) {
        if (batch.baseOffset() >= saved.logStartOffset()) {
          epochs = epochs.startingAt(batch.leaderEpoch(), batch.baseOffset());
        }
      }
    }
    return epochs;
  }
}
