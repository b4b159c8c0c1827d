package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A log that a start has found in a directory.
 *
 * @param isFuture whether it is to take the place of one in another directory
 * @param takesOver whether it has taken the place of one that may still be there
 */
record FoundLog(LogId id, Path folder, boolean isFuture, boolean takesOver) {

  /** The log in a folder; empty when the folder is not one of a log. */
  static Optional<FoundLog> in(Path folder) throws IOException {
    String name = folder.getFileName().toString();
    boolean isFuture = name.endsWith(LogFiles.FUTURE_FOLDER) && name.lastIndexOf('.') > 0;
    String logName = isFuture ? name.substring(0, name.lastIndexOf('.')) : name;
    boolean takesOver = !isFuture && Files.exists(folder.resolve(LogFiles.TAKES_OVER));
    return PartitionMetadata.read(folder, logName)
        .map(id -> new FoundLog(id, folder, isFuture, takesOver));
  }
}
