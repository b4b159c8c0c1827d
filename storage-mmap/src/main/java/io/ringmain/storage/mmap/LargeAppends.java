package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Appends to a segment's file by {@code pwrite}, which from some length on is cheaper than a copy
 * into the mapping: the kernel need not fill a page with zeros, and take a fault for it, before it
 * is overwritten.
 *
 * <p>Called by the log's writer, on the hot path without allocation. Only where what is written to
 * a file is seen at once through its mappings, as Linux promises; only into preallocated space; and
 * only within the budget of open files. Whenever {@link #write} declines, the mapping serves.
 */
final class LargeAppends {
  /** Shorter appends are copied into the mapping. The README has the figures. */
  static final int LEAST_BYTES = 32 << 10;

  private static final boolean COHERENT =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

  private final MappedFile file;
  private final FileChannel channel;
  private final ByteBuffer endMark =
      ByteBuffer.allocateDirect(Integer.BYTES).putInt(0, Segment.END_MARK);

  private LargeAppends(MappedFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Whether bytes like these are worth it. Those on the heap would be copied once more. */
  static boolean suit(ByteBuffer batches, int lengthBytes) {
    return COHERENT && lengthBytes >= LEAST_BYTES && batches.isDirect();
  }

  /** Opens the file for writing; null when the budget of open files is used up. */
  static LargeAppends open(MappedFile file) throws IOException {
    if (!file.mappings().tryOpenFile()) {
      return null;
    }
    try {
      return new LargeAppends(file, FileChannel.open(file.path(), StandardOpenOption.WRITE));
    } catch (IOException e) {
      file.mappings().fileClosed();
      throw e;
    }
  }

  /**
   * Writes bytes of a direct buffer, and the end mark behind them if wanted.
   *
   * @return false if they must be copied into the mapping instead: an interrupt of the writer's
   *     thread has closed the channel
   */
  boolean write(ByteBuffer batches, int from, int lengthBytes, int position, boolean marked)
      throws IOException {
    int before = batches.position();
    int limit = batches.limit();
    try {
      writeFully(batches.limit(from + lengthBytes).position(from), position);
      if (marked) {
        int mark = position + lengthBytes + Segment.END_MARK_BYTES - Integer.BYTES;
        writeFully(endMark.position(0), mark);
      }
      return true;
    } catch (ClosedChannelException interrupted) {
      return false;
    } finally {
      batches.limit(limit).position(before);
    }
  }

  private void writeFully(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // What the disk did not take shows when the segment is flushed, through another descriptor.
    }
    file.mappings().fileClosed();
  }
}
