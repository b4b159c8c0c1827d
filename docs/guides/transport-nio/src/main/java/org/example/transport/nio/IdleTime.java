package org.example.transport.nio;

import java.util.concurrent.TimeUnit;

/**
 * For how long nothing has moved on a connection, to the exactness of a tick: the clock is not read
 * for every request. On the connection's loop.
 */
final class IdleTime {
  private long seenBytes;
  private long beganNs;
  private long lookedNs;

  IdleTime(long nowNs) {
    beganNs = nowNs;
  }

  /**
   * @param movedBytes all that was ever received and sent
   */
  void look(long nowNs, long movedBytes) {
    lookedNs = nowNs;
    if (movedBytes != seenBytes) {
      seenBytes = movedBytes;
      beganNs = nowNs;
    }
  }

  /** Whether it is long enough; never if the timeout is negative. */
  boolean hasPassed(long timeoutMs) {
    return timeoutMs >= 0 && TimeUnit.NANOSECONDS.toMillis(lookedNs - beganNs) >= timeoutMs;
  }

  /** As if something had just moved. */
  void beginAnew() {
    beganNs = lookedNs;
  }
}
