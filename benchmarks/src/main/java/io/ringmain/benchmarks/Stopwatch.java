package io.ringmain.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Reads the clock and both processes' CPU time when a measured part begins and when it ends. */
final class Stopwatch {
  private final BrokerProcess broker;
  private final long brokerCpuNs;
  private final long clientCpuNs;
  private final long startNs;

  private Stopwatch(BrokerProcess broker) throws IOException {
    this.broker = broker;
    this.brokerCpuNs = broker.cpuNs();
    this.clientCpuNs = ProcessUsage.cpuNs(ProcessHandle.current());
    this.startNs = System.nanoTime();
  }

  static Stopwatch start(BrokerProcess broker) throws IOException {
    return new Stopwatch(broker);
  }

  LoadResult stop(long recordsCount, Histogram latencies) throws IOException {
    long elapsedNs = System.nanoTime() - startNs;
    return new LoadResult(
        recordsCount,
        elapsedNs,
        broker.cpuNs() - brokerCpuNs,
        ProcessUsage.cpuNs(ProcessHandle.current()) - clientCpuNs,
        latencies);
  }
}
