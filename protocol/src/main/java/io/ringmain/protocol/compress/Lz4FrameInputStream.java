package io.ringmain.protocol.compress;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the one frame of a batch; see {@link Lz4Codec} for its layout. */
final class Lz4FrameInputStream extends BlockInputStream {
  static final int MAGIC = 0x184D2204;
  static final int VERSION_FLAGS = 0b0100_0000;
  static final int INDEPENDENT_FLAG = 0b0010_0000;
  static final int NOT_COMPRESSED = 1 << 31;
  private static final int VERSION_MASK = 0b1100_0000;
  private static final int BLOCK_CHECKSUM_FLAG = 0b0001_0000;
  private static final int CONTENT_SIZE_FLAG = 0b0000_1000;
  private static final int CONTENT_CHECKSUM_FLAG = 0b0000_0100;
  private static final int RESERVED_FLAGS = 0b0000_0011;
  private static final int MAX_EXPANSION = 255;

  private final boolean blocksHaveChecksums;
  private final boolean contentHasChecksum;
  private final int maxBlockBytes;

  Lz4FrameInputStream(ByteBuffer source) throws IOException {
    super(source);
    require(Integer.BYTES + 3);
    if (source.getInt() != MAGIC) {
      throw new IOException("no LZ4 frame: its magic is missing");
    }
    int descriptorAt = source.position();
    int flags = source.get();
    int blockSize = source.get();
    if ((flags & VERSION_MASK) != VERSION_FLAGS || (flags & RESERVED_FLAGS) != 0) {
      throw new IOException("LZ4 frame of an unknown version: flags " + flags);
    }
    if ((flags & INDEPENDENT_FLAG) == 0) {
      throw new IOException("LZ4 frame whose blocks depend on each other, which is unsupported");
    }
    int blockSizeId = blockSize >> 4;
    if ((blockSize & 0x8F) != 0 || blockSizeId < 4) {
      throw new IOException("LZ4 frame of an unknown block size " + blockSize);
    }
    maxBlockBytes = 1 << (2 * blockSizeId + 8);
    blocksHaveChecksums = (flags & BLOCK_CHECKSUM_FLAG) != 0;
    contentHasChecksum = (flags & CONTENT_CHECKSUM_FLAG) != 0;
    int descriptorBytes = 2 + ((flags & CONTENT_SIZE_FLAG) != 0 ? Long.BYTES : 0);
    source.position(descriptorAt);
    require(descriptorBytes + 1);
    int hash = XxHash32.hash(take(descriptorBytes), 0, descriptorBytes);
    if (source.get() != (byte) (hash >>> 8)) {
      throw new IOException("LZ4 frame with a damaged descriptor");
    }
  }

  @Override
  int readBlock() throws IOException {
    require(Integer.BYTES);
    int header = source.getInt();
    int bytes = header & ~NOT_COMPRESSED;
    if (bytes == 0) {
      if (contentHasChecksum) {
        // As Kafka does, the content's checksum is stepped over: the batch has its CRC.
        require(Integer.BYTES);
        source.getInt();
      }
      return -1;
    }
    if (bytes > maxBlockBytes) {
      throw new IOException("LZ4 block of " + bytes + " bytes, allowed are " + maxBlockBytes);
    }
    require(bytes + (blocksHaveChecksums ? Integer.BYTES : 0));
    byte[] compressed = take(bytes);
    if (blocksHaveChecksums && XxHash32.hash(compressed, 0, bytes) != source.getInt()) {
      throw new IOException("LZ4 block whose checksum is wrong");
    }
    if ((header & NOT_COMPRESSED) != 0) {
      System.arraycopy(compressed, 0, block(bytes), 0, bytes);
      return bytes;
    }
    // What the frame claims of its blocks is not believed beyond what these bytes can become.
    int mostBytes = (int) Math.min(maxBlockBytes, (long) bytes * MAX_EXPANSION);
    return Lz4Block.decompress(compressed, 0, bytes, block(mostBytes));
  }
}
