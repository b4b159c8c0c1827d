package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes files in two steps, as Kafka does: renamed at once, removed when nobody may need them.
 */
final class Deletion {
  private static final System.Logger LOG = System.getLogger(Deletion.class.getName());

  private Deletion() {}

  /** Renames a segment's files so that they are ignored from now on; returns their new names. */
  static List<Path> rename(Segment segment) throws IOException {
    Path log = segment.file().path();
    Path index = segment.offsetIndex().path();
    Path timeIndex = segment.timeIndex().path();
    for (Path file : List.of(log, index, timeIndex)) {
      try {
        Files.move(
            file,
            deleted(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (NoSuchFileException neverWritten) {
        // Indexes and empty segments have no file at first.
      }
    }
    return List.of(deleted(log), deleted(index), deleted(timeIndex));
  }

  private static Path deleted(Path file) {
    return file.resolveSibling(file.getFileName() + LogFiles.DELETED);
  }

  static void delete(List<Path> files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot delete " + file, e);
      }
    }
  }

  /** Removes a folder with all that is in it. */
  static void deleteTree(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      delete(tree.sorted(Comparator.reverseOrder()).toList());
    } catch (NoSuchFileException gone) {
      // Somebody was faster.
    } catch (IOException | java.io.UncheckedIOException e) {
      LOG.log(Level.WARNING, "cannot delete " + folder, e);
    }
  }
}
