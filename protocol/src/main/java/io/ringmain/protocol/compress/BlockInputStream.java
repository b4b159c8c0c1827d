package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream whose bytes come as blocks, each decompressed whole into one reused array. */
abstract class BlockInputStream extends InputStream {
  private static final byte[] NOTHING = new byte[0];

  /** The compressed bytes, little-endian or big as the format has it; its position moves on. */
  protected final ByteBuffer source;

  private byte[] scratch = NOTHING;
  private byte[] block = NOTHING;
  private int at;
  private int end;
  private boolean ended;

  BlockInputStream(ByteBuffer source) {
    this.source = source;
  }

  /** Decompresses the next block by {@link #block} and returns its size, or -1 at the end. */
  abstract int readBlock() throws IOException;

  /** The array for a block of up to a number of bytes; the same or a larger one every time. */
  final byte[] block(int bytes) {
    if (block.length < bytes) {
      block = new byte[bytes];
    }
    return block;
  }

  /** Takes a number of bytes, which must be there, from the source into an array at 0. */
  final byte[] take(int bytes) {
    if (scratch.length < bytes) {
      scratch = new byte[Math.max(bytes, Math.min(2 * bytes, 64 * 1024))];
    }
    source.get(scratch, 0, bytes);
    return scratch;
  }

  final void require(int bytes) throws IOException {
    if (source.remaining() < bytes) {
      throw new IOException(
          "compressed bytes end early: %d needed, %d left".formatted(bytes, source.remaining()));
    }
  }

  @Override
  public final int read() throws IOException {
    return fill() ? block[at++] & 0xFF : -1;
  }

  @Override
  public final int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(block, at, target, from, count);
    at += count;
    return count;
  }

  @Override
  public final int available() {
    return end - at;
  }

  private boolean fill() throws IOException {
    while (at == end && !ended) {
      int bytes = readBlock();
      ended = bytes < 0;
      at = 0;
      end = Math.max(0, bytes);
    }
    return at < end;
  }
}
