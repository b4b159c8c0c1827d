package io.ringmain.transport.netty;

import io.ringmain.spi.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A whole frame in the hands of a handler.
 *
 * <p>Hot path: one small object per frame. A small frame lies in an array of its own that the
 * garbage collector takes back; a larger one in direct memory, where it was received from the
 * socket.
 */
final class ReceivedFrame implements Frame {
  private static final VarHandle RELEASED;

  static {
    try {
      RELEASED =
          MethodHandles.lookup().findVarHandle(ReceivedFrame.class, "released", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FrameMemory memory;
  private final long handedOverBytes;
  private final ByteBuffer buffer;

  /** What the frame lies in, or null for a frame in an array. */
  private final ReceiveBuffer lying;

  @SuppressWarnings("unused") // through RELEASED
  private boolean released;

  /**
   * A frame in an array.
   *
   * @param takenBytes what has been taken from the memory for it
   */
  ReceivedFrame(FrameMemory memory, long takenBytes, byte[] content) {
    this.memory = memory;
    this.handedOverBytes = takenBytes;
    this.buffer = ByteBuffer.wrap(content);
    this.lying = null;
  }

  /** A frame where it was received; lets go of that when released. */
  ReceivedFrame(FrameMemory memory, ReceiveBuffer lying, int from, int length) {
    this.memory = memory;
    this.handedOverBytes = length;
    this.buffer = lying.bytes().nioBuffer(from, length);
    this.lying = lying;
  }

  /** What counts as handed over until it is released. */
  long handedOverBytes() {
    return handedOverBytes;
  }

  @Override
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void release() {
    if ((boolean) RELEASED.getAndSet(this, true)) {
      throw new IllegalStateException("frame released twice");
    }
    if (lying == null) {
      memory.giveBack(handedOverBytes);
    } else {
      lying.letGo();
    }
    memory.released(handedOverBytes);
  }
}
