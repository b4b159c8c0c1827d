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
  static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private final boolean grows;
  private int maxBytes = MAX_BYTES;
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

  /** Bounds the position that writing may reach; beyond it BufferOverflowException is thrown. */
  void maxBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The buffer as it is now; another one after growth, so not to be kept. */
  ByteBuffer buffer() {
    return buffer;
  }

  int position() {
    return buffer.position();
  }

  void position(int position) {
    buffer.position(position);
  }

  /** Makes room for more bytes and returns the buffer that has it. */
  ByteBuffer reserve(int bytes) {
    long needed = (long) buffer.position() + bytes;
    if (needed > maxBytes) {
      throw new BufferOverflowException();
    }
    if (buffer.remaining() >= bytes) {
      return buffer;
    }
    if (!grows) {
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
