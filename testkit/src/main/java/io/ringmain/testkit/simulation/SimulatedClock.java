package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Clock;

/** The clock of one process: virtual time, and a wall clock that may be wrong. */
final class SimulatedClock implements Clock {
  private final SimulatedScheduler scheduler;
  private long wallOffsetMs;
  private double drift;
  private long driftSinceNs;

  SimulatedClock(SimulatedScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public long wallMs() {
    return scheduler.wallMs() + wallOffsetMs + driftedMs();
  }

  private long driftedMs() {
    return (long) ((scheduler.monotonicNs() - driftSinceNs) * drift / 1_000_000);
  }

  @Override
  public long monotonicNs() {
    return scheduler.monotonicNs();
  }

  /** Sets the wall clock forward, or back. */
  void jump(long ms) {
    wallOffsetMs += ms;
  }

  /** From now on the wall clock gains this part of the time that passes, or loses it. */
  void drift(double part) {
    wallOffsetMs += driftedMs();
    driftSinceNs = scheduler.monotonicNs();
    drift = part;
  }

  /** Right again, as after the administrator has come by. */
  void setRight() {
    wallOffsetMs = 0;
    drift = 0;
  }
}
