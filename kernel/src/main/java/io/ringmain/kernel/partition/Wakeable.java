package io.ringmain.kernel.partition;

/** Something with a thread of its own that has work to do. */
@FunctionalInterface
public interface Wakeable {
  /** Wakes it. Any thread; calls are merged. */
  void wake();
}
