package io.ringmain.distribution.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for something that nobody tells of, by asking again and again. */
final class Await {
  /** Far beyond what anything takes on a loaded machine. */
  static final Duration DEADLINE = Duration.ofMinutes(3);

  private static final int BETWEEN_MS = 100;

  private Await() {}

  /** The first value that is as wanted. What the question throws counts as not yet. */
  static <T> T value(String wanted, Callable<T> question, Predicate<T> isWanted) {
    long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    for (; ; ) {
      Object last;
      try {
        T value = question.call();
        if (isWanted.test(value)) {
          return value;
        }
        last = value;
      } catch (Exception notYet) {
        last = notYet;
      }
      if (System.nanoTime() > deadlineNs) {
        throw new AssertionError("still not " + wanted + ", but " + last);
      }
      try {
        never.await(BETWEEN_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted before " + wanted, e);
      }
    }
  }

  static void until(String wanted, Callable<Boolean> question) {
    Boolean _ = value(wanted, question, answer -> answer);
  }
}
