package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Appends to a segment's file by {@code pwritev}, which from some length on is cheaper than a copy
 * into the mapping: the system need not fill a page with zeros, and take a fault for it, before it
 * is overwritten. The end mark goes with the batches, in one call.
 *
 * <p>Called by the log's writer, on the hot path. Only where what is written to a file is seen at
 * once through its mappings, as Linux promises; only into preallocated space; and only within the
 * budget of open files. Otherwise the mapping serves.
 *
 * <pre>
 *   struct iovec[2]   0         8         16        24        32
 *                     | address | length  | address | length  |
 *                     | of the batches    | of the end mark   |
 * </pre>
 */
final class LargeAppends {
  /** Shorter appends are copied into the mapping. The README has the figures. */
  static final int LEAST_BYTES = 32 << 10;

  private static final int PIECE_BYTES = 16;
  private static final int PIECE_LENGTH = 8;

  private final Posix posix;
  private final MappedFile file;
  private final int descriptor;
  private final MemorySegment callState;
  private final MemorySegment pieces;
  private final MemorySegment endMark;

  private LargeAppends(Posix posix, MappedFile file, int descriptor) {
    this.posix = posix;
    this.file = file;
    this.descriptor = descriptor;
    // Whichever thread is the writer may use it, and closing costs nothing.
    Arena arena = Arena.ofAuto();
    this.callState = Posix.newCallState(arena);
    this.pieces = arena.allocate(2 * PIECE_BYTES, PIECE_LENGTH);
    this.endMark = arena.allocate(Segment.END_MARK_BYTES, PIECE_LENGTH);
    endMark.asByteBuffer().putInt(Segment.END_MARK_BYTES - Integer.BYTES, Segment.END_MARK);
  }

  /** Whether bytes like these are worth it. Those on the heap would be copied once more. */
  static boolean suit(ByteBuffer batches, int lengthBytes) {
    return lengthBytes >= LEAST_BYTES && batches.isDirect() && Posix.linked().isPresent();
  }

  /** Opens the file for writing; null when the budget of open files is used up. */
  static LargeAppends open(MappedFile file) throws IOException {
    if (!file.mappings().tryOpenFile()) {
      return null;
    }
    Posix posix = Posix.linked().orElseThrow();
    try {
      return new LargeAppends(posix, file, posix.open(file.path(), Posix.O_WRONLY));
    } catch (IOException e) {
      file.mappings().fileClosed();
      throw e;
    }
  }

  /** Writes bytes of a direct buffer, and the end mark behind them if wanted. */
  void write(ByteBuffer batches, int from, int lengthBytes, int position, boolean marked)
      throws IOException {
    try {
      long address = MemorySegment.ofBuffer(batches).address() - batches.position() + from;
      int markBytes = marked ? Segment.END_MARK_BYTES : 0;
      int written = 0;
      while (written < lengthBytes) {
        putPiece(0, address + written, lengthBytes - written);
        putPiece(PIECE_BYTES, endMark.address(), markBytes);
        written += writeOnce(marked ? 2 : 1, position + written);
      }
      while (written < lengthBytes + markBytes) {
        int markWritten = written - lengthBytes;
        putPiece(0, endMark.address() + markWritten, markBytes - markWritten);
        written += writeOnce(1, position + written);
      }
    } finally {
      Reference.reachabilityFence(batches);
      Reference.reachabilityFence(this);
    }
  }

  private int writeOnce(int count, int position) throws IOException {
    return (int) posix.write(file.path(), descriptor, callState, pieces, count, position);
  }

  private void putPiece(int at, long address, long lengthBytes) {
    pieces.set(ValueLayout.JAVA_LONG, at, address);
    pieces.set(ValueLayout.JAVA_LONG, at + PIECE_LENGTH, lengthBytes);
  }

  void close() {
    posix.close(descriptor);
    file.mappings().fileClosed();
  }
}
