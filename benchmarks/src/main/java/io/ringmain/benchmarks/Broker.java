package io.ringmain.benchmarks;

/** The two that are compared. A ratio is always the first's figure over the second's. */
enum Broker {
  RINGMAIN("Ringmain"),
  KAFKA("Apache Kafka");

  private final String title;

  Broker(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
