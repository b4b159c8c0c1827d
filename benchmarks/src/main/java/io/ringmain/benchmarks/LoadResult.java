package io.ringmain.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * What the measured part of a load came to.
 *
 * @param latencies of the requests, in nanoseconds
 */
record LoadResult(
    long recordsCount, long elapsedNs, long brokerCpuNs, long clientCpuNs, Histogram latencies) {
  /** Up to a minute, at three digits. */
  static Histogram newLatencies() {
    return new Histogram(60_000_000_000L, 3);
  }

  double value(Metric metric) {
    double millions = recordsCount / 1e6;
    return switch (metric) {
      case RECORDS_PER_SECOND -> recordsCount * 1e9 / elapsedNs;
      case CPU_PER_MILLION -> brokerCpuNs / 1e9 / millions;
      case CLIENT_CPU_PER_MILLION -> clientCpuNs / 1e9 / millions;
      case LATENCY_P50 -> latencies.getValueAtPercentile(50);
      case LATENCY_P99 -> latencies.getValueAtPercentile(99);
      case LATENCY_P999 -> latencies.getValueAtPercentile(99.9);
      case START, IDLE_MEMORY -> throw new IllegalArgumentException(metric + " is of no load");
    };
  }
}
