package io.ringmain.protocol.compress;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** A buffer's remaining bytes as a stream, for decompressors that want one. */
public final class ByteBufferInputStream extends InputStream {
  private final ByteBuffer buffer;

  public ByteBufferInputStream(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int read() {
    return buffer.hasRemaining() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, buffer.remaining());
    if (count == 0) {
      return -1;
    }
    buffer.get(target, from, count);
    return count;
  }

  @Override
  public int available() {
    return buffer.remaining();
  }
}
