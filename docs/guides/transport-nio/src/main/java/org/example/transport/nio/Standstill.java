package org.example.transport.nio;

/**
 * For how long a frame that others wait for has not got on.
 *
 * <p>Time counts from the first look that finds this frame waited for: what its connection did
 * before, for which nobody waited, is no fault of its peer. To the exactness of a tick; on the
 * connection's loop.
 */
final class Standstill {
  /** What a frame must receive in one timeout. */
  private static final int LEAST_PROGRESS_BYTES = 64 << 10;

  private static final long NONE = -1;

  private final long timeoutNs;
  private long frame = NONE;
  private long beganNs;
  private long seenBytes;

  Standstill(long timeoutNs) {
    this.timeoutNs = timeoutNs;
  }

  /** Nobody waits for the connection now. */
  void reset() {
    frame = NONE;
  }

  /**
   * Looks at a frame that others wait for.
   *
   * @param frame the number of the frame on its connection, from 0
   * @param receivedBytes all that the connection ever received
   * @return whether this frame has received too little for the whole timeout
   */
  boolean look(long nowNs, long frame, long receivedBytes) {
    boolean isWatched = this.frame == frame;
    if (isWatched && nowNs - beganNs < timeoutNs) {
      return false;
    }
    boolean stalled = isWatched && receivedBytes - seenBytes < LEAST_PROGRESS_BYTES;
    this.frame = frame;
    beganNs = nowNs;
    seenBytes = receivedBytes;
    return stalled;
  }
}
