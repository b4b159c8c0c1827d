package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogSlice;
import java.nio.ByteBuffer;

/**
 * Batches copied out of a file, so nothing that happens to the file changes them (S18). Used and
 * closed by any thread.
 */
final class CopiedSlice implements LogSlice {
  private final long nextOffset;
  private final int sizeBytes;
  private volatile ByteBuffer bytes;

  CopiedSlice(ByteBuffer bytes, long nextOffset) {
    this.bytes = bytes.asReadOnlyBuffer();
    this.sizeBytes = bytes.remaining();
    this.nextOffset = nextOffset;
  }

  static CopiedSlice empty(long offset) {
    return new CopiedSlice(ByteBuffer.allocate(0), offset);
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public ByteBuffer buffer() {
    ByteBuffer now = bytes;
    if (now == null) {
      throw new IllegalStateException("the slice is closed");
    }
    return now.duplicate();
  }

  /** Lets the memory go; a slice that is used afterwards says so (S24). */
  @Override
  public void close() {
    bytes = null;
  }
}
