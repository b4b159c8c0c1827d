package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Has all memory that the page cache may come to use in the guest's hands.
 *
 * <p>A virtual machine is often given a page of memory by its host only when it first writes to it,
 * at several times the cost of the page itself, which the system charges to whoever happens to
 * write; and one that reports its free pages gives them back soon after they became free. Without
 * this the broker that meets new memory pays for it, and the other, which gets what the first has
 * let go, does not.
 *
 * <p>So free memory is kept filled with pages of a file of holes. They cost no disk, the system
 * takes them before all others when somebody wants memory, and what it takes so has a host's page
 * behind it. Does nothing where free memory cannot be told.
 */
final class Memory implements AutoCloseable {
  private static final Path INFO = Path.of("/proc/meminfo");
  private static final int BUFFER_BYTES = 1 << 20;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Path holes;
  private final FileChannel channel;

  private Memory(Path holes) throws IOException {
    this.holes = holes;
    this.channel = FileChannel.open(holes, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  static Memory open() throws IOException {
    return new Memory(Files.createTempFile("holes-", ".tmp"));
  }

  /** Fills what is free now. */
  void fill() throws IOException {
    long bytes = freeBytes();
    if (bytes == 0) {
      return;
    }
    long begin = channel.size();
    channel.write(ByteBuffer.wrap(new byte[1]), begin + bytes - 1);
    channel.position(begin);
    while (channel.read(buffer.clear()) >= 0) {
      // Having been read they are in the page cache.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(holes);
  }

  private static long freeBytes() throws IOException {
    if (!Files.isReadable(INFO)) {
      return 0;
    }
    for (String line : Files.readAllLines(INFO)) {
      if (line.startsWith("MemFree:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }
}
