package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that is compressed block by block. */
abstract class BlockOutputStream extends OutputStream {
  protected final OutputStream target;
  private final byte[] block;
  private int size;
  private boolean closed;

  BlockOutputStream(OutputStream target, int blockBytes) {
    this.target = target;
    this.block = new byte[blockBytes];
  }

  /** Compresses and writes a block of at least one byte. */
  abstract void writeBlock(byte[] block, int length) throws IOException;

  /** Writes what follows the last block. */
  abstract void writeEnd() throws IOException;

  @Override
  public final void write(int value) throws IOException {
    makeRoom();
    block[size++] = (byte) value;
  }

  @Override
  public final void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int left = length;
    while (left > 0) {
      makeRoom();
      int count = Math.min(left, block.length - size);
      System.arraycopy(bytes, at, block, size, count);
      size += count;
      at += count;
      left -= count;
    }
  }

  @Override
  public final void close() throws IOException {
    if (!closed) {
      closed = true;
      if (size > 0) {
        writeBlock(block, size);
      }
      writeEnd();
      target.close();
    }
  }

  private void makeRoom() throws IOException {
    if (size == block.length) {
      writeBlock(block, size);
      size = 0;
    }
  }
}
