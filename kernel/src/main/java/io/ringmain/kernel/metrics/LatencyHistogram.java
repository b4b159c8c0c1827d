package io.ringmain.kernel.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often something took how long.
 *
 * <p>Recorded into from any thread, without a lock and without allocation; read from any thread, in
 * which case what is recorded meanwhile may be seen in part.
 *
 * <pre>
 *   bucket      0      1      2    …     25
 *   at most   1 µs   2 µs   4 µs   …   33.6 s   (each twice the one before; the last takes all)
 * </pre>
 */
public final class LatencyHistogram {
  /** How many buckets there are. */
  public static final int BUCKETS = 26;

  private final LongAdder[] counts = new LongAdder[BUCKETS];
  private final LongAdder sumNs = new LongAdder();

  LatencyHistogram() {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      counts[bucket] = new LongAdder();
    }
  }

  /** Records one duration; a negative one, from a clock that went back, counts as none. */
  void record(long durationNs) {
    long positiveNs = Math.max(0, durationNs);
    counts[bucket(positiveNs)].increment();
    sumNs.add(positiveNs);
  }

  private static int bucket(long durationNs) {
    // One microsecond itself still belongs to the first bucket, and so on.
    long fullMicros = Math.max(0, durationNs - 1) / 1000;
    return Math.min(64 - Long.numberOfLeadingZeros(fullMicros), BUCKETS - 1);
  }

  /** The longest duration that a bucket holds; the last one also holds longer ones. */
  public static long upperBoundNs(int bucket) {
    return 1000L << bucket;
  }

  /** How many durations fell into a bucket. */
  public long count(int bucket) {
    return counts[bucket].sum();
  }

  /** How many durations were recorded. */
  public long count() {
    long total = 0;
    for (LongAdder count : counts) {
      total += count.sum();
    }
    return total;
  }

  /** All durations in sum. */
  public long sumNs() {
    return sumNs.sum();
  }
}
