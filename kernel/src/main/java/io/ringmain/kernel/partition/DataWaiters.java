package io.ringmain.kernel.partition;

import java.util.ArrayList;

/**
 * The fetches parked on one partition.
 *
 * <p>A fetch parks on many partitions and is answered for one of them, so most entries die
 * elsewhere. They are swept out whenever the list has doubled, which keeps it at most twice as long
 * as the fetches really waiting. Belongs to one ring thread.
 */
final class DataWaiters {
  private static final int FIRST_SWEEP = 16;

  private final ArrayList<DataWaiter> waiters = new ArrayList<>(0);
  private int nextSweep = FIRST_SWEEP;

  void add(DataWaiter waiter) {
    if (waiters.size() >= nextSweep) {
      waiters.removeIf(DataWaiter::isDone);
      nextSweep = Math.max(FIRST_SWEEP, waiters.size() * 2);
    }
    waiters.add(waiter);
  }

  void tellData(int bytes) {
    int kept = 0;
    for (int i = 0; i < waiters.size(); i++) {
      DataWaiter waiter = waiters.get(i);
      if (!waiter.onData(bytes)) {
        waiters.set(kept++, waiter);
      }
    }
    truncate(kept);
  }

  void tellUnavailable() {
    for (int i = 0; i < waiters.size(); i++) {
      waiters.get(i).onUnavailable();
    }
    truncate(0);
  }

  private void truncate(int size) {
    for (int i = waiters.size() - 1; i >= size; i--) {
      waiters.remove(i);
    }
  }
}
