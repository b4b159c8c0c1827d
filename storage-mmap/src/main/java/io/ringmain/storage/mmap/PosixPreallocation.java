package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Preallocates with {@code posix_fallocate}.
 *
 * <p>A {@link java.nio.channels.FileChannel} does not tell its descriptor, so the file is opened
 * once more for the moment of the call.
 */
final class PosixPreallocation implements Preallocation {
  private final Posix posix;

  PosixPreallocation(Posix posix) {
    this.posix = posix;
  }

  @Override
  public void allocate(Path file, long from, long sizeBytes) throws IOException {
    int descriptor = posix.open(file, Posix.O_RDWR);
    try {
      posix.preallocate(file, descriptor, from, sizeBytes - from);
    } finally {
      posix.close(descriptor);
    }
  }
}
