package io.ringmain.spi.storage;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A run of whole record batches, readable until it is closed.
 *
 * <p>S24. The memory and files behind a slice are let go only after it is closed, so every slice is
 * closed exactly once, by any thread. It may outlive its log and storage, but not the moment at
 * which another storage opens the same directory: from then on its bytes are no longer guarded.
 * Using it afterwards throws {@link IllegalStateException} rather than reading foreign memory.
 */
public interface LogSlice extends AutoCloseable {

  /** Length in bytes; 0 for an empty slice. */
  int sizeBytes();

  /** One past the last offset in the slice; for an empty slice the offset that was asked for. */
  long nextOffset();

  /**
   * The bytes, for looking inside or for a transport that cannot send from a file. Read-only; a new
   * view at each call; valid until {@link #close()}.
   */
  ByteBuffer buffer();

  /** The same bytes as a range of a file, for a transport that can {@code sendfile}. */
  default Optional<FileRange> fileRange() {
    return Optional.empty();
  }

  @Override
  void close();

  /**
   * A range of a file.
   *
   * @param channel open for reading at least until the slice is closed; nobody else moves or closes
   *     it
   * @param position first byte
   * @param sizeBytes length
   */
  record FileRange(FileChannel channel, long position, int sizeBytes) {}
}
