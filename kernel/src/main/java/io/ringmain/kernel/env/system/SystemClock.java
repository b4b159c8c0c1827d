package io.ringmain.kernel.env.system;

import io.ringmain.kernel.env.Clock;

/** The machine's clocks. Any thread. */
final class SystemClock implements Clock {

  @Override
  public long wallMs() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNs() {
    return System.nanoTime();
  }
}
