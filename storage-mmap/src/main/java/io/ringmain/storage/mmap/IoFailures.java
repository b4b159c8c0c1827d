package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Turns I/O errors into the exceptions of the storage contract. Called from any thread. */
final class IoFailures {
  private IoFailures() {}

  /** A full disk or quota is {@code FULL}, which may pass; everything else is {@code OFFLINE}. */
  static StorageException of(String action, Path path, IOException cause) {
    String reason = reason(cause);
    if (isFull(reason)) {
      return new StorageException(
          StorageException.Kind.FULL, "no space left to " + action + " " + path, cause);
    }
    return new StorageException(
        StorageException.Kind.OFFLINE, "cannot " + action + " " + path + ": " + reason, cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.toString();
  }

  private static boolean isFull(String reason) {
    return reason.contains("No space left on device") || reason.contains("quota exceeded");
  }
}
