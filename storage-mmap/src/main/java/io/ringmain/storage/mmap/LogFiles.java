package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The names of the files in the folder of a log: Kafka's. */
final class LogFiles {
  static final String LOG = ".log";
  static final String INDEX = ".index";
  static final String TIME_INDEX = ".timeindex";
  static final String SNAPSHOT = ".snapshot";

  /** Comes after the other suffix: to be deleted, and ignored until then. */
  static final String DELETED = ".deleted";

  /** Comes after the other suffix: half written, and worth nothing after a crash. */
  static final String TEMPORARY = ".tmp";

  /** Ends the name of a folder that is to be deleted. */
  static final String DELETED_FOLDER = "-delete";

  /** Ends the name of a folder whose log is to take the place of one in another directory. */
  static final String FUTURE_FOLDER = "-future";

  /**
   * In the folder of a log that has taken the place of another: should that still be there, it is
   * the one to be deleted. Gone when that is.
   */
  static final String TAKES_OVER = "takes-over";

  /** A folder in that of a log: segments being written anew. Worth nothing after a crash. */
  static final String REWRITE_FOLDER = "rewrite" + TEMPORARY;

  /**
   * Ends the name of a folder in that of a log: a finished segment, which takes the place of all
   * from its base offset up to the offset that the folder is named by.
   */
  static final String SWAP_FOLDER = ".swap";

  static final String PARTITION_METADATA = "partition.metadata";
  static final String LEADER_EPOCH_CHECKPOINT = "leader-epoch-checkpoint";

  private static final int OFFSET_DIGITS = 20;

  private LogFiles() {}

  /** Offsets have twenty digits, so that names sort as offsets do. */
  static String name(long offset, String suffix) {
    return String.format("%0" + OFFSET_DIGITS + "d", offset) + suffix;
  }

  /** The offset in a file's name, or −1 when it is no name of that kind. */
  static long offset(Path file, String suffix) {
    String name = file.getFileName().toString();
    if (name.length() != OFFSET_DIGITS + suffix.length() || !name.endsWith(suffix)) {
      return -1;
    }
    try {
      return Long.parseLong(name, 0, OFFSET_DIGITS, 10);
    } catch (NumberFormatException otherName) {
      return -1;
    }
  }

  /** The base offsets of the segments in a folder, in order. */
  static List<Long> baseOffsets(Path folder) throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .mapToLong(file -> offset(file, LOG))
          .filter(offset -> offset >= 0)
          .sorted()
          .forEach(found::add);
    }
    return found;
  }
}
