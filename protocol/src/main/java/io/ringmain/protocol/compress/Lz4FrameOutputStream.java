package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.OutputStream;

/** Writes one frame of 64 KiB blocks without checksums, byte for byte the header Kafka writes. */
final class Lz4FrameOutputStream extends BlockOutputStream {
  private static final int BLOCK_BYTES = 64 * 1024;
  private static final byte BLOCK_SIZE_64_KIB = 4 << 4;

  private final MatchTable matches;
  private final byte[] compressed =
      new byte[Integer.BYTES + Lz4Block.maxCompressedBytes(BLOCK_BYTES)];

  Lz4FrameOutputStream(OutputStream target, MatchTable matches) throws IOException {
    super(target, BLOCK_BYTES);
    this.matches = matches;
    byte[] header = new byte[7];
    ByteRuns.putInt(header, 0, Lz4FrameInputStream.MAGIC);
    header[4] = (byte) (Lz4FrameInputStream.VERSION_FLAGS | Lz4FrameInputStream.INDEPENDENT_FLAG);
    header[5] = BLOCK_SIZE_64_KIB;
    header[6] = (byte) (XxHash32.hash(header, 4, 2) >>> 8);
    target.write(header);
  }

  @Override
  void writeBlock(byte[] block, int length) throws IOException {
    int bytes = Lz4Block.compress(block, length, compressed, Integer.BYTES, matches);
    if (bytes < length) {
      ByteRuns.putInt(compressed, 0, bytes);
    } else {
      bytes = length;
      ByteRuns.putInt(compressed, 0, length | Lz4FrameInputStream.NOT_COMPRESSED);
      System.arraycopy(block, 0, compressed, Integer.BYTES, length);
    }
    target.write(compressed, 0, Integer.BYTES + bytes);
  }

  @Override
  void writeEnd() throws IOException {
    target.write(new byte[Integer.BYTES]);
  }
}
