package io.ringmain.protocol.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One way to compress the records of a batch, provided as a service by an optional module.
 *
 * <p>A codec is stateless and used by any thread; the streams it opens belong to one thread each.
 * Streams work in steps of a bounded size whatever the data claims: reading a stream of a few bytes
 * that promises gigabytes costs no more memory than reading an honest one. Damaged data is an
 * {@link IOException}, never another exception, never an endless loop.
 */
public interface CompressionCodec {
  /** Stands for the level Kafka takes when none is configured. */
  int DEFAULT_LEVEL = Integer.MIN_VALUE;

  CompressionType type();

  /**
   * Opens the records of a batch for reading, from the buffer's position to its limit.
   *
   * <p>The buffer's position is moved as the stream is read. The stream ends where the compressed
   * data says so; bytes behind it are left alone.
   */
  InputStream decompress(ByteBuffer compressed) throws IOException;

  /**
   * Opens a stream that compresses what is written to it; nothing is complete before it is closed.
   *
   * @param level from {@link #minLevel()} to {@link #maxLevel()}, or {@link #DEFAULT_LEVEL}
   */
  OutputStream compress(OutputStream target, int level) throws IOException;

  /** The least level a configuration may ask for. */
  default int minLevel() {
    return DEFAULT_LEVEL;
  }

  /** The greatest level a configuration may ask for. */
  default int maxLevel() {
    return DEFAULT_LEVEL;
  }
}
