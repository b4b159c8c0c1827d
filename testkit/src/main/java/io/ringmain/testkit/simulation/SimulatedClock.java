package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Clock;

/** Virtual time: it moves when the scheduler has nothing else to do. */
record SimulatedClock(SimulatedScheduler scheduler) implements Clock {
  @Override
  public long wallMs() {
    return scheduler.wallMs();
  }

  @Override
  public long monotonicNs() {
    return scheduler.monotonicNs();
  }
}
