package io.ringmain.spi.transport;

import java.nio.ByteBuffer;

/**
 * A received frame without its length.
 *
 * <p>T11. The bytes of frames not yet released are bounded by {@link
 * TransportContext#frameMemoryBytes}: at the bound the transport stops reading until some are
 * released, and never fails for want of memory. It reserves memory as bytes arrive, not as a length
 * promises.
 */
public interface Frame {

  /**
   * The content, between position and limit, big endian; the same buffer at every call, the holder's
   * to read, to move and to overwrite until released.
   */
  ByteBuffer buffer();

  /** Gives the memory back. Any thread, exactly once. */
  void release();
}
