package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes framed Snappy in chunks of 32 KiB, as Kafka's clients do. */
final class SnappyOutputStream extends BlockOutputStream {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int VERSION = 1;

  private final MatchTable matches = new MatchTable(1);
  private final byte[] compressed =
      new byte[Integer.BYTES + SnappyBlock.maxCompressedBytes(BLOCK_BYTES)];

  SnappyOutputStream(OutputStream target) throws IOException {
    super(target, BLOCK_BYTES);
    ByteBuffer header = ByteBuffer.allocate(SnappyCodec.HEADER_BYTES);
    target.write(header.putLong(SnappyCodec.MAGIC).putInt(VERSION).putInt(VERSION).array());
  }

  @Override
  void writeBlock(byte[] block, int length) throws IOException {
    int bytes = SnappyBlock.compress(block, length, compressed, Integer.BYTES, matches);
    ByteBuffer.wrap(compressed).putInt(bytes);
    target.write(compressed, 0, Integer.BYTES + bytes);
  }

  @Override
  void writeEnd() {
    // The framing has no end mark.
  }
}
