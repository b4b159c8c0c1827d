package io.ringmain.distribution.robustness;

import java.util.Map;

/**
 * Produces until it is told to stop, and outlives its broker. Runs on a thread of its own. Its n-th
 * value for a partition is {@code name:n}.
 */
interface Producing extends Runnable {
  String name();

  /** What was acknowledged by now: the offset of a record, by {@code partition/number}. */
  Map<String, Long> acknowledged();

  /** Sends no more; the thread ends when all is acknowledged. */
  void stop();

  /** What ended it, or null. */
  Throwable failure();

  /** Where the broker serves; waits while it does not. */
  @FunctionalInterface
  interface Address {
    int awaitPort() throws InterruptedException;
  }
}
