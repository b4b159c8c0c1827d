package io.ringmain.benchmarks;

/** What is measured, each in one unit. */
enum Metric {
  RECORDS_PER_SECOND("records/s", 1),
  CPU_PER_MILLION("broker CPU, s per million records", 1),
  CLIENT_CPU_PER_MILLION("client CPU, s per million records", 1),
  LATENCY_P50("p50 latency, ms", 1e-6),
  LATENCY_P99("p99 latency, ms", 1e-6),
  LATENCY_P999("p99.9 latency, ms", 1e-6),
  START("start to first acknowledged record, s", 1e-9),
  IDLE_MEMORY("idle resident memory, MiB", 1.0 / (1024 * 1024));

  private final String title;
  private final double shownPerUnit;

  Metric(String title, double shownPerUnit) {
    this.title = title;
    this.shownPerUnit = shownPerUnit;
  }

  String title() {
    return title;
  }

  /** A value in nanoseconds, bytes or records per second, in the unit that the title names. */
  double shown(double value) {
    return value * shownPerUnit;
  }
}
