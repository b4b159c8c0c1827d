package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory that was received into, shared by those who still need something in it.
 *
 * <p>Its reader holds it while it cuts it or goes on reading into it, and each frame that was
 * handed over where it lies. Whoever lets go last, on any thread, gives the memory back; until then
 * all of it counts (T11). Netty's own references, of reads under way, count nothing.
 */
final class ReceiveBuffer {
  private final ByteBuf bytes;
  private final FrameMemory memory;
  private final int takenBytes;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Creates a buffer that its creator holds.
   *
   * @param bytes becomes this buffer's, with one reference
   * @param memory from which all its capacity has been taken
   */
  ReceiveBuffer(ByteBuf bytes, FrameMemory memory) {
    this.bytes = bytes;
    this.memory = memory;
    this.takenBytes = bytes.capacity();
  }

  /** Received up to the writer index, cut into frames up to the reader index. */
  ByteBuf bytes() {
    return bytes;
  }

  ReceiveBuffer hold() {
    holders.incrementAndGet();
    return this;
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      bytes.release();
      memory.giveBack(takenBytes);
    }
  }
}
