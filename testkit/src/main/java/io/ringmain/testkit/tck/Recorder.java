package io.ringmain.testkit.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Collects what callbacks tell, from any thread, and lets a test wait until it has been told. */
public final class Recorder<T> {
  private final List<T> told = new ArrayList<>();

  public Recorder() {}

  public synchronized void tell(T thing) {
    told.add(thing);
    notifyAll();
  }

  public synchronized List<T> soFar() {
    return List.copyOf(told);
  }

  public synchronized int count() {
    return told.size();
  }

  /** Waits until more than so many have been told. */
  public void awaitMoreThan(int count) {
    await(list -> list.size() > count);
  }

  /** Waits until a thing like this has been told. */
  public void awaitOne(Predicate<? super T> wanted) {
    await(list -> list.stream().anyMatch(wanted));
  }

  /** Waits until all that has been told satisfies the test. */
  public synchronized void await(Predicate<List<T>> wanted) {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Answers.patienceMs());
    try {
      while (!wanted.test(told)) {
        long remainingMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (remainingMs <= 0) {
          throw new OutOfPatience("waited in vain; told so far: " + told);
        }
        wait(remainingMs);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    }
  }
}
