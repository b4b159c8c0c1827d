package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Record batches in a buffer, from its position to its limit.
 *
 * <p>Nobody moves the position: readers duplicate the buffer first.
 */
public record BufferRecords(ByteBuffer buffer) implements Records {
  public BufferRecords {
    Objects.requireNonNull(buffer, "buffer");
  }

  @Override
  public int sizeBytes() {
    return buffer.remaining();
  }

  @Override
  public String toString() {
    return "BufferRecords(" + sizeBytes() + " bytes)";
  }
}
