package io.ringmain.kernel.fetch;

import io.ringmain.kernel.partition.DataWaiter;
import io.ringmain.kernel.partition.Wakeable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fetch that waits for data or for its deadline. It is told of data by several ring threads, of
 * the deadline by the timer's, and wakes its connection once.
 */
public final class ParkedFetch implements DataWaiter {
  private final AtomicInteger missingBytes;
  private final Wakeable connection;
  private volatile boolean done;
  private volatile boolean unavailable;

  public ParkedFetch(int missingBytes, Wakeable connection) {
    this.missingBytes = new AtomicInteger(missingBytes);
    this.connection = connection;
  }

  @Override
  public boolean onData(int bytes) {
    if (!done && missingBytes.addAndGet(-bytes) <= 0) {
      wake();
    }
    return done;
  }

  @Override
  public void onUnavailable() {
    unavailable = true;
    wake();
  }

  /** The time is over, or there is data: the connection reads again and answers. */
  public void wake() {
    done = true;
    connection.wake();
  }

  /** Whether it is to be answered with whatever there is. */
  public boolean isUnavailable() {
    return unavailable;
  }

  @Override
  public boolean isDone() {
    return done;
  }
}
