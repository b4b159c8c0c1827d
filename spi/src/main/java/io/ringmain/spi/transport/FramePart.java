package io.ringmain.spi.transport;

import io.ringmain.spi.storage.LogSlice;
import java.nio.ByteBuffer;

/** A stretch of a frame to send. */
public sealed interface FramePart {

  int sizeBytes();

  /**
   * Bytes between position and limit of a heap or direct buffer.
   *
   * @param buffer not changed by the transport, position and limit included
   */
  record Buffer(ByteBuffer buffer) implements FramePart {
    @Override
    public int sizeBytes() {
      return buffer.remaining();
    }
  }

  /**
   * A slice of a log, sent from where it lies.
   *
   * @param slice owned by the transport from {@link Connection#send} on
   */
  record Slice(LogSlice slice) implements FramePart {
    @Override
    public int sizeBytes() {
      return slice.sizeBytes();
    }
  }
}
