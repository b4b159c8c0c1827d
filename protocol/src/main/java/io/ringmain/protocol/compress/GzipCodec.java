package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip as the JDK has it, with Kafka's levels: 1 to 9, and -1 for zlib's own choice. */
final class GzipCodec implements CompressionCodec {
  private static final int INPUT_BYTES = 8 * 1024;
  private static final int OUTPUT_BYTES = 8 * 1024;

  @Override
  public CompressionType type() {
    return CompressionType.GZIP;
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new GZIPInputStream(new ByteBufferInputStream(compressed), INPUT_BYTES);
  }

  @Override
  public OutputStream compress(OutputStream target, int level) throws IOException {
    return new LeveledGzipOutputStream(
        target, level == DEFAULT_LEVEL ? Deflater.DEFAULT_COMPRESSION : level);
  }

  @Override
  public int minLevel() {
    return Deflater.BEST_SPEED;
  }

  @Override
  public int maxLevel() {
    return Deflater.BEST_COMPRESSION;
  }

  /** The JDK's stream, whose level can only be set from a subclass. */
  private static final class LeveledGzipOutputStream extends GZIPOutputStream {
    LeveledGzipOutputStream(OutputStream target, int level) throws IOException {
      super(target, OUTPUT_BYTES);
      def.setLevel(level);
    }
  }
}
