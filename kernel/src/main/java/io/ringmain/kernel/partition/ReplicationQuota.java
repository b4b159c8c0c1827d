package io.ringmain.kernel.partition;

import io.ringmain.kernel.env.Clock;
import java.util.function.LongSupplier;

/**
 * A rate of bytes that the throttled replicas of this broker share, so that those who catch up
 * leave room for the others (KIP-73). What is taken above the rate is made up for by waiting: the
 * balance grows with time, by one second's worth at most. Any thread.
 */
public final class ReplicationQuota {
  private static final double NS_PER_SECOND = 1e9;

  private final Clock clock;
  private final LongSupplier bytesPerSecond;
  private double balance;
  private long updatedNs;

  /**
   * @param bytesPerSecond the rate as of now
   */
  public ReplicationQuota(Clock clock, LongSupplier bytesPerSecond) {
    this.clock = clock;
    this.bytesPerSecond = bytesPerSecond;
    this.updatedNs = clock.monotonicNs();
  }

  /** Without bounds. */
  public static ReplicationQuota unlimited(Clock clock) {
    return new ReplicationQuota(clock, () -> Long.MAX_VALUE);
  }

  /** Notes bytes that were moved. */
  public synchronized void record(long bytes) {
    refill();
    balance -= bytes;
  }

  /** Whether throttled replicas have to wait. */
  public synchronized boolean isExceeded() {
    refill();
    return balance < 0;
  }

  private void refill() {
    long nowNs = clock.monotonicNs();
    double rate = bytesPerSecond.getAsLong();
    balance = Math.min(rate, balance + rate * ((nowNs - updatedNs) / NS_PER_SECOND));
    updatedNs = nowNs;
  }
}
