package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.ringmain.spi.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A whole frame in the hands of a handler.
 *
 * <p>Hot path: one small object per frame. A small frame lies in an array of its own that the
 * garbage collector takes back; a larger one in pooled direct memory, received there from the
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
  private final long takenBytes;
  private final ByteBuffer buffer;

  /** The pooled memory, or null for a frame in an array. */
  private final ByteBuf pooled;

  @SuppressWarnings("unused") // through RELEASED
  private boolean released;

  ReceivedFrame(FrameMemory memory, long takenBytes, byte[] content) {
    this.memory = memory;
    this.takenBytes = takenBytes;
    this.buffer = ByteBuffer.wrap(content);
    this.pooled = null;
  }

  ReceivedFrame(FrameMemory memory, long takenBytes, ByteBuf pooled) {
    this.memory = memory;
    this.takenBytes = takenBytes;
    this.buffer = pooled.nioBuffer();
    this.pooled = pooled;
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
    if (pooled != null) {
      pooled.release();
    }
    memory.giveBackHandedOver(takenBytes);
  }
}
