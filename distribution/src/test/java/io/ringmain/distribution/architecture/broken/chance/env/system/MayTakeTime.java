package io.ringmain.distribution.architecture.broken.chance.env.system;

/** Breaks nothing: this is where time comes in. */
final class MayTakeTime {
  private MayTakeTime() {}

  static long now() {
    return System.nanoTime();
  }
}
