package io.ringmain.coordination.zk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Collects what callbacks tell, from any thread, and lets a test wait until it has been told. */
final class Recorder<T> {
  private static final long PATIENCE_S = 30;

  private final List<T> told = new ArrayList<>();

  synchronized void tell(T thing) {
    told.add(thing);
    notifyAll();
  }

  synchronized List<T> soFar() {
    return List.copyOf(told);
  }

  synchronized int count() {
    return told.size();
  }

  /** Waits until more than so many have been told. */
  void awaitMoreThan(int count) {
    await(list -> list.size() > count);
  }

  /** Waits until a thing like this has been told. */
  void awaitOne(Predicate<? super T> wanted) {
    await(list -> list.stream().anyMatch(wanted));
  }

  synchronized void await(Predicate<List<T>> wanted) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    try {
      while (!wanted.test(told)) {
        long remainingMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (remainingMs <= 0) {
          throw new AssertionError("waited in vain; told so far: " + told);
        }
        wait(remainingMs);
      }
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
