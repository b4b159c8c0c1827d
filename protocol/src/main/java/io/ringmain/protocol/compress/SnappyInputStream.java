package io.ringmain.protocol.compress;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads framed or bare Snappy; see {@link SnappyCodec} for the framing. */
final class SnappyInputStream extends BlockInputStream {
  private static final int MAGIC_START = (int) (SnappyCodec.MAGIC >>> Integer.SIZE);

  private final boolean framed;

  SnappyInputStream(ByteBuffer source) {
    super(source);
    framed =
        source.remaining() >= SnappyCodec.HEADER_BYTES && source.getLong(0) == SnappyCodec.MAGIC;
    if (framed) {
      source.position(SnappyCodec.HEADER_BYTES);
    }
  }

  @Override
  int readBlock() throws IOException {
    if (!source.hasRemaining()) {
      return -1;
    }
    if (!framed) {
      return decompressBlock(source.remaining());
    }
    require(Integer.BYTES);
    int bytes = source.getInt();
    if (bytes == MAGIC_START) {
      int headerLeft = SnappyCodec.HEADER_BYTES - Integer.BYTES;
      require(headerLeft);
      source.position(source.position() + headerLeft);
      return 0;
    }
    if (bytes <= 0) {
      throw new IOException("Snappy chunk of " + bytes + " bytes");
    }
    return decompressBlock(bytes);
  }

  private int decompressBlock(int bytes) throws IOException {
    require(bytes);
    byte[] compressed = take(bytes);
    int plainBytes = SnappyBlock.plainBytes(compressed, bytes);
    SnappyBlock.decompress(compressed, bytes, block(plainBytes), plainBytes);
    return plainBytes;
  }
}
