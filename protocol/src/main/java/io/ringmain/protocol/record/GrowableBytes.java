package io.ringmain.protocol.record;

import java.io.OutputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * Bytes written one after another into a buffer that grows by half, or into a given one that does
 * not. Also the stream a codec writes to. Belongs to one thread.
 */
final class GrowableBytes extends OutputStream {
  /** Slightly below 2 GiB, where JVMs stop allocating arrays. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private final boolean grows;
  private ByteBuffer buffer;

  private GrowableBytes(ByteBuffer buffer, boolean grows) {
    this.buffer = buffer;
    this.grows = grows;
  }

  static GrowableBytes growing(int initialBytes) {
    return new GrowableBytes(ByteBuffer.allocate(initialBytes), true);
  }

  /** Writes from the buffer's position on and throws BufferOverflowException at its limit. */
  static GrowableBytes into(ByteBuffer buffer) {
    return new GrowableBytes(buffer, false);
  }

  boolean grows() {
    return grows;
  }

  /** The buffer as it is now; another one after growth, so not to be kept. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** Makes room for more bytes and returns the buffer that has it. */
  ByteBuffer reserve(int bytes) {
    if (buffer.remaining() >= bytes) {
      return buffer;
    }
    long needed = (long) buffer.position() + bytes;
    if (!grows || needed > MAX_BYTES) {
      throw new BufferOverflowException();
    }
    int capacity = (int) Math.min(MAX_BYTES, Math.max(needed, buffer.capacity() * 3L / 2));
    buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    return buffer;
  }

  @Override
  public void write(int value) {
    reserve(1).put((byte) value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    reserve(length).put(bytes, from, length);
  }
}
