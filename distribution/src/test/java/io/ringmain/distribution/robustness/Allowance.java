package io.ringmain.distribution.robustness;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much producers may send before the next kill. Without it they would go on while all is read
 * again, and soon there would be more to read than the test has time for.
 *
 * <p>The test allows, its producers take and use; all threads.
 */
final class Allowance {
  /** What may be under way when enough is acknowledged, so that the kill is in the middle. */
  private static final int MORE = 200;

  private static final int WAIT_MS = 20;

  private final Semaphore left = new Semaphore(0);
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile long enough;

  /** Lets producers go on until so much more is acknowledged. */
  void allow(int more) {
    enough = acknowledged.get() + more;
    left.release(more + MORE);
  }

  /** Whether as much as was allowed last is acknowledged. */
  boolean isUsed() {
    return acknowledged.get() >= enough;
  }

  /** Whether one more may be sent now. */
  boolean tryTake() {
    return left.tryAcquire();
  }

  /** Waits a moment for one more that may be sent. */
  boolean awaitOne() throws InterruptedException {
    return left.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS);
  }

  void acknowledged() {
    acknowledged.incrementAndGet();
  }
}
