package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Snappy in the framing of the Java library that Kafka's own clients use. Some other clients, such
 * as librdkafka, send one bare block instead; both are read, the framing is written.
 *
 * <pre>
 *   header   0x82 'S' 'N' 'A' 'P' 'P' 'Y' 0 | version int32 = 1 | compatible version int32 = 1
 *   chunks   size int32 | Snappy block        (a header may come again between chunks)
 * </pre>
 */
final class SnappyCodec implements CompressionCodec {
  static final long MAGIC = 0x82_53_4E_41_50_50_59_00L;
  static final int HEADER_BYTES = 16;

  @Override
  public CompressionType type() {
    return CompressionType.SNAPPY;
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new SnappyInputStream(compressed.slice());
  }

  @Override
  public OutputStream compress(OutputStream target, int level) throws IOException {
    return new SnappyOutputStream(target);
  }
}
