package io.ringmain.protocol.codec.zstd;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.ringmain.protocol.compress.ByteBufferInputStream;
import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Zstd by the library Kafka uses, with Kafka's levels. Used by any thread that looks inside a
 * batch.
 *
 * <p>The native library is loaded at the first use, so that a broker which never needs it starts no
 * slower; where it cannot be loaded that is an {@link IOException} with the reason, as damaged data
 * would be, and does no harm to batches that are only moved. Memory outside the heap per open
 * stream is bounded by the largest window zstd accepts, 128 MiB, and touched only as far as
 * decompressed bytes really come.
 */
public final class ZstdCodec implements CompressionCodec {
  private static final int KAFKAS_DEFAULT_LEVEL = 3;
  private static final int MIN_LEVEL = -131_072;
  private static final int MAX_LEVEL = 22;

  /** For the service loader. */
  public ZstdCodec() {}

  @Override
  public CompressionType type() {
    return CompressionType.ZSTD;
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    try {
      return new ZstdInputStreamNoFinalizer(
          new ByteBufferInputStream(compressed), RecyclingBufferPool.INSTANCE);
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  @Override
  public OutputStream compress(OutputStream target, int level) throws IOException {
    try {
      return new ZstdOutputStreamNoFinalizer(
          target,
          RecyclingBufferPool.INSTANCE,
          level == DEFAULT_LEVEL ? KAFKAS_DEFAULT_LEVEL : level);
    } catch (LinkageError e) {
      throw unavailable(e);
    }
  }

  @Override
  public int minLevel() {
    return MIN_LEVEL;
  }

  @Override
  public int maxLevel() {
    return MAX_LEVEL;
  }

  private static IOException unavailable(LinkageError e) {
    return new IOException("zstd's native library cannot be loaded: " + e.getMessage(), e);
  }
}
