package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Cuts the end off a segment without touching bytes that somebody reads.
 *
 * <p>Where nobody reads, the file is cut in place. Where a slice is open, the part that stays is
 * copied to a new file of the same name, and the old one lives on, nameless, until the slice is
 * closed. Either way a new {@link Segment} takes the place of the old one. Called by the log's
 * writer.
 */
final class SegmentCut {
  private SegmentCut() {}

  static Segment cut(Segment segment, int position, SegmentLoader loader) {
    int entries = segment.offsetIndex().countBelowPosition(position);
    long lastIndexed =
        entries == 0
            ? -1
            : OffsetIndex.relativeOffset(
                segment.offsetIndex().longAt(entries - 1, 0, OffsetIndex.NONE));
    int timeEntries = segment.timeIndex().countUpToOffset(lastIndexed);
    segment.persistIndexes();
    segment.retire();
    Path log = segment.file().path();
    try {
      if (segment.isUnreferenced()) {
        truncate(log, position);
        IndexFile.truncate(segment.offsetIndex().path(), entries, OffsetIndex.ENTRY_BYTES);
        IndexFile.truncate(segment.timeIndex().path(), timeEntries, TimeIndex.ENTRY_BYTES);
      } else {
        copy(log, position);
        copy(segment.offsetIndex().path(), (long) entries * OffsetIndex.ENTRY_BYTES);
        copy(segment.timeIndex().path(), (long) timeEntries * TimeIndex.ENTRY_BYTES);
      }
      return loader.scan(segment.baseOffset(), Long.MAX_VALUE, false).segment();
    } catch (IOException e) {
      StorageException cause = IoFailures.of("truncate", log, e);
      // Half done: even a full disk leaves a log that must not be written to any more.
      throw new StorageException(StorageException.Kind.OFFLINE, cause.getMessage(), e);
    }
  }

  private static void truncate(Path file, long sizeBytes) throws IOException {
    Uninterrupted.run(() -> {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(sizeBytes);
      }
    });
  }

  private static void copy(Path file, long sizeBytes) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    Path copy = file.resolveSibling(file.getFileName() + LogFiles.TEMPORARY);
    Uninterrupted.run(() -> copy(file, copy, sizeBytes));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(Path file, Path copy, long sizeBytes) throws IOException {
    try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                copy,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long position = 0;
      while (position < sizeBytes) {
        position += from.transferTo(position, sizeBytes - position, to);
      }
    }
  }
}
