package io.ringmain.spi.transport;

import java.util.Optional;

/**
 * What happens on a connection, told on the connection's thread, one call at a time.
 *
 * <p>A handler never blocks. T8. If a callback throws, the transport logs it with the peer and
 * closes that connection; others are not affected.
 */
public interface FrameHandler {

  /**
   * A frame has arrived. T9. The handler owns the frame and releases it exactly once, now or later,
   * from any thread.
   */
  void onFrame(Frame frame);

  /** {@link Connection#wake} was called. */
  void onWake();

  /**
   * Everything sent has been taken by the operating system. T12. Follows every {@link
   * Connection#send}, once for all that were sent until then; perhaps soon, so it costs little when
   * there is nothing to do.
   */
  void onDrained();

  /**
   * Whether something is under way for this connection, such as a request that is parked. Asked
   * before a connection is closed for being idle; if true, that waits for another idle timeout.
   */
  default boolean isBusy() {
    return false;
  }

  /**
   * The connection has closed. T10. Called exactly once, last. {@code cause} is what was wrong,
   * such as a frame too long; empty when either side just closed.
   */
  void onClosed(Optional<Throwable> cause);
}
