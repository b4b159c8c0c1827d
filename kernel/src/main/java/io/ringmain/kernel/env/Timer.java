package io.ringmain.kernel.env;

/** Runs tasks later. Any thread may schedule. */
public interface Timer {

  /**
   * Runs {@code task} once, no sooner than after {@code delayMs}, on the timer's own thread. The
   * task must be short: it hands on to a ring.
   *
   * @param delayMs 0 or more
   */
  Timeout schedule(long delayMs, Runnable task);

  /** A task that may still be called off. */
  interface Timeout {
    /** Whether the task was called off before it began. */
    boolean cancel();
  }
}
