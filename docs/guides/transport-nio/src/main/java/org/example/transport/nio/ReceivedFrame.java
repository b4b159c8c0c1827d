package org.example.transport.nio;

import io.ringmain.spi.transport.Frame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A whole frame in the hands of a handler (T9). Released by any thread. */
final class ReceivedFrame implements Frame {
  private final FrameMemory memory;
  private final int takenBytes;
  private final ByteBuffer buffer;
  private final AtomicBoolean released = new AtomicBoolean();

  /**
   * @param takenBytes what it counts in the account of the memory
   */
  ReceivedFrame(FrameMemory memory, int takenBytes, ByteBuffer buffer) {
    this.memory = memory;
    this.takenBytes = takenBytes;
    this.buffer = buffer;
  }

  @Override
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void release() {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException("the frame was released before");
    }
    memory.released(takenBytes);
  }
}
