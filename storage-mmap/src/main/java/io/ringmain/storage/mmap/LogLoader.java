package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the segments of a log when it is opened.
 *
 * <p>After a clean close only the last segment's end is looked at. After a crash everything from
 * the recovery point on is verified, and cut off at the first batch that is torn. Called on a
 * recovery thread.
 */
final class LogLoader {
  private static final System.Logger LOG = System.getLogger(LogLoader.class.getName());

  private final Services services;
  private final DataDirectory directory;
  private final Path folder;
  private final long logStartOffset;
  private final SegmentLoader segmentLoader;
  private final boolean clean;
  private final long recoveryPoint;

  LogLoader(
      Services services,
      DataDirectory directory,
      Path folder,
      LeaderEpochs leaderEpochs,
      LogConfig config,
      boolean clean,
      long recoveryPoint,
      long logStartOffset) {
    this.services = services;
    this.directory = directory;
    this.folder = folder;
    this.logStartOffset = logStartOffset;
    this.segmentLoader =
        new SegmentLoader(services, directory, folder, leaderEpochs, config, logStartOffset);
    this.clean = clean;
    this.recoveryPoint = recoveryPoint;
  }

  /** How many bytes of batches were verified. */
  long scannedBytes() {
    return segmentLoader.scannedBytes();
  }

  /** The segments in order, at least one. */
  List<Segment> load() throws IOException {
    finishRewrites();
    removeLeftovers();
    List<Long> baseOffsets = LogFiles.baseOffsets(folder);
    while (baseOffsets.size() > 1 && baseOffsets.get(1) <= logStartOffset) {
      deleteFiles(baseOffsets.removeFirst());
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < baseOffsets.size(); i++) {
      long baseOffset = baseOffsets.get(i);
      if (i == baseOffsets.size() - 1) {
        segments.add(scan(baseOffset).segment());
      } else if (!loadSealed(baseOffset, baseOffsets.get(i + 1), segments)) {
        LOG.log(
            Level.WARNING,
            "{0}: segments after the damaged one at {1} are removed",
            folder,
            Long.toString(baseOffset));
        baseOffsets.subList(i + 1, baseOffsets.size()).forEach(this::deleteFiles);
        break;
      }
    }
    if (segments.isEmpty()) {
      segments.add(
          new Segment(services, directory, folder, Math.max(0, logStartOffset), KnownIndexes.NONE));
    }
    for (Segment segment : segments) {
      segment.persistIndexes();
    }
    return segments;
  }

  /** What compaction has not finished goes; what it has begun to put in place is put there. */
  private void finishRewrites() throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path rewrite : inside.filter(Files::isDirectory).toList()) {
        if (LogFiles.offset(rewrite, LogFiles.SWAP_FOLDER) >= 0) {
          LOG.log(Level.INFO, "completing the replacement of segments by {0}", rewrite);
          SegmentRewrite.complete(rewrite, folder);
        } else if (rewrite.endsWith(LogFiles.REWRITE_FOLDER)) {
          Deletion.deleteTree(rewrite);
        }
      }
    }
  }

  private void removeLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean orphan = (isOrphan(file, LogFiles.INDEX) || isOrphan(file, LogFiles.TIME_INDEX));
        if (orphan
            || name.endsWith(LogFiles.DELETED)
            || name.endsWith(LogFiles.TEMPORARY)
            || name.endsWith(".cleaned")
            || name.endsWith(".swap")) {
          Files.deleteIfExists(file); // The housekeeper may be deleting it, too.
        }
      }
    }
  }

  private boolean isOrphan(Path file, String suffix) {
    long baseOffset = LogFiles.offset(file, suffix);
    return baseOffset >= 0
        && Files.notExists(folder.resolve(LogFiles.name(baseOffset, LogFiles.LOG)));
  }

  /** False when the log ends in this segment because the rest cannot follow. */
  private boolean loadSealed(long baseOffset, long nextBaseOffset, List<Segment> segments)
      throws IOException {
    // One that ends at the recovery point may have been sealed after it was flushed: with unused
    // space at its end still, and without the last entries of its indexes.
    boolean flushed = clean || nextBaseOffset < recoveryPoint;
    if (flushed) {
      Segment trusted = segmentLoader.trust(baseOffset, nextBaseOffset);
      if (trusted != null) {
        segments.add(trusted);
        return true;
      }
      LOG.log(
          Level.WARNING,
          "{0}: the indexes of the segment at {1} are missing or damaged; building them anew",
          folder,
          Long.toString(baseOffset));
      deleteIndexes(baseOffset);
    }
    SegmentLoader.Scanned scanned = scan(baseOffset);
    Segment segment = scanned.segment();
    segments.add(segment);
    // A crash right after a roll leaves unused space behind the last batch: that is no damage.
    boolean whole =
        segment.nextOffset() <= nextBaseOffset
            && (scanned.endsCleanly() || segment.nextOffset() == nextBaseOffset);
    if (whole) {
      segment.seal();
    }
    return whole;
  }

  private SegmentLoader.Scanned scan(long baseOffset) throws IOException {
    return segmentLoader.scan(baseOffset, clean ? Long.MAX_VALUE : recoveryPoint, clean);
  }

  private void deleteIndexes(long baseOffset) {
    Deletion.delete(
        List.of(
            folder.resolve(LogFiles.name(baseOffset, LogFiles.INDEX)),
            folder.resolve(LogFiles.name(baseOffset, LogFiles.TIME_INDEX))));
  }

  private void deleteFiles(long baseOffset) {
    Deletion.delete(List.of(folder.resolve(LogFiles.name(baseOffset, LogFiles.LOG))));
    deleteIndexes(baseOffset);
  }
}
