package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Preallocates by writing zeros: works everywhere, but writes each block once more than needed.
 *
 * <p>Only the part of the file beyond its present end is written, so bytes that are there stay.
 */
final class WritingPreallocation implements Preallocation {
  private static final int BLOCK_BYTES = 64 << 10;

  @Override
  public void allocate(Path file, long from, long sizeBytes) throws IOException {
    Uninterrupted.run(() -> fill(file, sizeBytes));
  }

  private static void fill(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(BLOCK_BYTES);
      long before = channel.size();
      long position = before;
      try {
        while (position < sizeBytes) {
          zeros.clear().limit((int) Math.min(BLOCK_BYTES, sizeBytes - position));
          position += channel.write(zeros, position);
        }
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    }
  }
}
