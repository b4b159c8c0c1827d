package org.example.storage.filechannel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads and writes that do not stop half-way. */
final class Channels {
  private Channels() {}

  /** Fills the buffer, and flips it. */
  static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long next = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, next);
      if (count < 0) {
        throw new EOFException("the file ends at " + next);
      }
      next += count;
    }
    buffer.flip();
  }

  static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long next = position;
    while (buffer.hasRemaining()) {
      next += channel.write(buffer, next);
    }
  }

  /** Makes the names of new files durable. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
