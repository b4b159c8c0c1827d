package io.ringmain.spi.transport;

import java.nio.ByteBuffer;

/**
 * A received frame without its length.
 *
 * <p>T11. The bytes of frames not yet released are bounded by {@link
 * TransportContext#frameMemoryBytes}, where a small frame may count as up to 256 bytes: at the
 * bound the transport stops reading until some are released, serving connections in the order in
 * which they came to wait, and never fails for want of memory. It takes memory as bytes arrive, not
 * as a length promises. Only when all that is taken belongs to frames still incomplete may one of
 * them pass the bound, until it is complete; if its peer then stalls while others wait, its
 * connection is closed.
 */
public interface Frame {

  /**
   * The content, between position and limit, big endian, on the heap or direct; the same buffer at
   * every call, the holder's to read, to move and to overwrite until released.
   */
  ByteBuffer buffer();

  /** Gives the memory back. Any thread, exactly once. */
  void release();
}
