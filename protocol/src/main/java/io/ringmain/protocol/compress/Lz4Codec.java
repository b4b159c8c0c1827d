package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * LZ4 in the frame format, restricted as Kafka restricts it: blocks do not depend on each other.
 *
 * <p>Level 9, Kafka's default, is the fast search, as it is with Kafka; any other level searches
 * more thoroughly the higher it is.
 *
 * <pre>
 *   frame       magic 0x184D2204 | flags int8 | block size int8 | content size int64 if flagged
 *               | second byte of the xxHash32 of the descriptor | blocks | 0 int32
 *               | content checksum int32 if flagged
 *   flags       version 01 | independent 1 | block checksum | content size | content checksum | 00
 *   block size  0 | 4: 64 KiB, 5: 256 KiB, 6: 1 MiB, 7: 4 MiB | 0000
 *   block       size int32, high bit: not compressed | bytes | xxHash32 of them if flagged
 * </pre>
 */
final class Lz4Codec implements CompressionCodec {
  private static final int FAST_LEVEL = 9;
  private static final int MAX_LEVEL = 17;

  /** Beyond 2^11 attempts per position a block of 64 KiB gains nothing. */
  private static final int MAX_ATTEMPT_BITS = 11;

  @Override
  public CompressionType type() {
    return CompressionType.LZ4;
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new Lz4FrameInputStream(compressed.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public OutputStream compress(OutputStream target, int level) throws IOException {
    boolean fast = level == DEFAULT_LEVEL || level == FAST_LEVEL;
    int attempts = fast ? 1 : 1 << Math.min(level, MAX_ATTEMPT_BITS);
    return new Lz4FrameOutputStream(target, new MatchTable(attempts));
  }

  @Override
  public int minLevel() {
    return 1;
  }

  @Override
  public int maxLevel() {
    return MAX_LEVEL;
  }
}
