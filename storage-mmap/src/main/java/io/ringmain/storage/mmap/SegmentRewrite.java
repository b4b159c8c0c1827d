package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment that is to replace others, written in a folder of its own inside that of the log.
 *
 * <pre>
 *   topic-0/00000000000000000000.log      topic-0/rewrite.tmp/00000000000000000000.log, .index, ...
 *   topic-0/00000000000000004711.log               │ finish: flushed
 *                                                  ▼ one rename: from here on a crash goes on with
 *                              topic-0/00000000000000009000.swap/     what is left to do
 *   topic-0/*.deleted  ◀── the old ones            │
 *   topic-0/00000000000000000000.log  ◀────────────┘ the new one, its folder gone
 * </pre>
 *
 * <p>One thread at a time, which compacts; {@link #putInPlace} by the log's writer.
 */
final class SegmentRewrite implements LogRewrite {
  private final Path logFolder;
  private final Path folder;
  private final List<Segment> replaced;
  private final long toOffset;
  private final Segment segment;
  private final LogConfig config;
  private long lastOffset;
  private boolean finished;
  private volatile boolean inPlace;
  private boolean closed;

  SegmentRewrite(
      Services services,
      DataDirectory directory,
      Path logFolder,
      List<Segment> replaced,
      long toOffset,
      LogConfig config) {
    this.logFolder = logFolder;
    this.folder = logFolder.resolve(LogFiles.REWRITE_FOLDER);
    this.replaced = List.copyOf(replaced);
    this.toOffset = toOffset;
    // What is left may turn out a little larger than it was; nobody appends to it later.
    this.config =
        new LogConfig(
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            config.indexIntervalBytes(),
            config.fileDeleteDelayMs());
    long baseOffset = replaced.getFirst().baseOffset();
    this.lastOffset = baseOffset - 1;
    this.segment = new Segment(services, directory, folder, baseOffset, KnownIndexes.NONE);
    try {
      Deletion.deleteTree(folder);
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw IoFailures.of("create", folder, e);
    }
  }

  List<Segment> replaced() {
    return replaced;
  }

  Segment segment() {
    return segment;
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    ByteBuffer batches =
        recordBatches.order() == ByteOrder.BIG_ENDIAN ? recordBatches : recordBatches.duplicate();
    int from = batches.position();
    int end = batches.limit();
    long last = lastOffset;
    for (int at = from; at < end; at += RecordBatchHeader.sizeBytes(batches, at)) {
      boolean follows =
          Segment.isPlausible(batches, at, end)
              && RecordBatchHeader.baseOffset(batches, at) > last
              && RecordBatchHeader.lastOffset(batches, at) < toOffset;
      if (!follows) {
        throw new IllegalArgumentException(
            "bytes from %d on are no record batch between offsets %d and %d for %s"
                .formatted(at, last + 1, toOffset, folder));
      }
      last = RecordBatchHeader.lastOffset(batches, at);
    }
    if (finished || closed) {
      throw new IllegalStateException("the rewrite in " + folder + " is finished");
    }
    if (end - from > Integer.MAX_VALUE - Segment.END_MARK_BYTES - segment.size()) {
      throw new StorageException(
          StorageException.Kind.FULL, "a segment of 2 GiB is full: " + segment.file().path());
    }
    if (end > from) {
      segment.append(batches, from, end - from, last, config);
      lastOffset = last;
    }
  }

  @Override
  public long sizeBytes() {
    return segment.size();
  }

  @Override
  public void finish() {
    if (!finished) {
      segment.createFile();
      segment.seal();
      segment.flush();
      segment.modifiedAt(replaced.getLast().lastModifiedMs());
      finished = true;
    }
  }

  boolean isFinished() {
    return finished && !closed && !inPlace;
  }

  /**
   * Exchanges the files. Called by the log's writer.
   *
   * @return the files of the old segments, to be deleted
   */
  List<Path> putInPlace() throws IOException {
    Path swap = logFolder.resolve(LogFiles.name(toOffset, LogFiles.SWAP_FOLDER));
    CheckpointFile.rename(folder, swap);
    inPlace = true;
    List<Path> deleted = new ArrayList<>();
    for (Segment old : replaced) {
      old.retire();
      deleted.addAll(Deletion.rename(old));
    }
    moveOut(swap, logFolder, segment.baseOffset());
    segment.movedTo(logFolder);
    return deleted;
  }

  /** Does what a crash has left undone. Called before the segments of a log are looked at. */
  static void complete(Path swap, Path logFolder) throws IOException {
    long toOffset = LogFiles.offset(swap, LogFiles.SWAP_FOLDER);
    for (long baseOffset : LogFiles.baseOffsets(swap)) {
      for (long old : LogFiles.baseOffsets(logFolder)) {
        if (old >= baseOffset && old < toOffset) {
          for (String suffix : List.of(LogFiles.LOG, LogFiles.INDEX, LogFiles.TIME_INDEX)) {
            Files.deleteIfExists(logFolder.resolve(LogFiles.name(old, suffix)));
          }
        }
      }
      moveOut(swap, logFolder, baseOffset);
    }
    Deletion.deleteTree(swap);
  }

  /** The log last: as long as it is in the folder, the rest may have to be done again. */
  private static void moveOut(Path swap, Path logFolder, long baseOffset) throws IOException {
    for (String suffix : List.of(LogFiles.INDEX, LogFiles.TIME_INDEX, LogFiles.LOG)) {
      Path file = swap.resolve(LogFiles.name(baseOffset, suffix));
      if (Files.exists(file)) {
        CheckpointFile.rename(file, logFolder.resolve(file.getFileName()));
      }
    }
    Files.deleteIfExists(swap);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!inPlace) {
      segment.retire();
      Deletion.deleteTree(folder);
    }
  }
}
