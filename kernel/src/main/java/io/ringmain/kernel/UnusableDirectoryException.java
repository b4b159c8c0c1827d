package io.ringmain.kernel;

import java.io.IOException;
import java.nio.file.Path;

/** One of the {@code log.dirs} cannot be read or written; others may be. */
final class UnusableDirectoryException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableDirectoryException(Path directory, String reason, IOException cause) {
    super("log.dirs: %s cannot be used: %s".formatted(directory, reason), cause);
  }
}
