package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Has all memory that the page cache may come to use touched once.
 *
 * <p>A virtual machine is often given a page of memory by its host only when it first writes to it,
 * at several times the cost of the page itself, which the system charges to whoever happens to
 * write. Without this the broker that meets new memory pays for it, and the other, which gets what
 * the first has let go, does not.
 */
final class Memory {
  private static final Path INFO = Path.of("/proc/meminfo");
  private static final long SPARE_KIB = 1L << 19;
  private static final int BUFFER_BYTES = 1 << 20;

  private Memory() {}

  /**
   * Reads a file of holes, as large as what is free: its pages come and go without the disk. What
   * is not free has been touched. Does nothing where free memory cannot be told.
   */
  static void touch(Path folder) throws IOException {
    long bytes = (freeKib() - SPARE_KIB) << 10;
    if (bytes <= 0) {
      return;
    }
    Path holes = Files.createTempFile(folder, "holes", ".tmp");
    try (FileChannel channel =
        FileChannel.open(holes, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } finally {
      Files.delete(holes);
    }
  }

  private static long freeKib() throws IOException {
    if (!Files.isReadable(INFO)) {
      return 0;
    }
    for (String line : Files.readAllLines(INFO)) {
      if (line.startsWith("MemFree:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
