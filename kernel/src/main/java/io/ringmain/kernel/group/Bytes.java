package io.ringmain.kernel.group;

import java.nio.ByteBuffer;

/** Bytes that outlive the buffer they came in. Any thread. */
public final class Bytes {

  private Bytes() {}

  /** A copy on the heap of what remains in {@code source}, whose position stays. */
  public static ByteBuffer copyOf(ByteBuffer source) {
    if (!source.hasRemaining()) {
      return Member.NO_ASSIGNMENT;
    }
    return ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
  }
}
