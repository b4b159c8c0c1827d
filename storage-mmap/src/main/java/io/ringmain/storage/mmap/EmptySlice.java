package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogSlice;
import java.nio.ByteBuffer;

/** No record batch at all. */
record EmptySlice(long nextOffset) implements LogSlice {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  @Override
  public int sizeBytes() {
    return 0;
  }

  @Override
  public ByteBuffer buffer() {
    return NOTHING.duplicate();
  }

  @Override
  public void close() {}
}
