package io.ringmain.benchmarks;

import java.util.List;

/**
 * What a ratio has to come to at most.
 *
 * @param atMost Ringmain's figure over Kafka's
 */
record Target(String load, Metric metric, String label, double atMost) {
  static final List<Target> ALL =
      List.of(
          new Target("a", Metric.CPU_PER_MILLION, "(a) 100-byte records: CPU", 1.0 / 2),
          new Target("b", Metric.CPU_PER_MILLION, "(b) 1 KiB records: CPU", 2.0 / 3),
          new Target("c", Metric.CPU_PER_MILLION, "(c) record per request: CPU", 1.0 / 2),
          new Target("e", Metric.CPU_PER_MILLION, "(e) reading back: CPU", 1),
          new Target(Loads.REPLICATED, Metric.CPU_PER_MILLION, "(f) three replicas: CPU", 2.0 / 3),
          new Target(Loads.START, Metric.START, "start to first record", 1.0 / 3),
          new Target(Loads.START, Metric.IDLE_MEMORY, "idle memory", 1.0 / 2),
          new Target("start of edge", Metric.START, "start of edge", 1.0 / 10),
          new Target("start of standard", Metric.START, "start of standard", 1.0 / 6));
}
