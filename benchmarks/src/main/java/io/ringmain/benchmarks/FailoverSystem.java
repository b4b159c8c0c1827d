package io.ringmain.benchmarks;

/** The clusters whose fail-over is measured, with what decides how soon a failure is noticed. */
enum FailoverSystem {
  RINGMAIN(
      "Ringmain",
      "a heartbeat every 0.5 s, broker.session.timeout.ms 3 s, zookeeper.session.timeout.ms 9 s"),
  KRAFT(
      "Apache Kafka 4.4.0, KRaft",
      "a heartbeat every 2 s, broker.session.timeout.ms 9 s, controller.quorum.fetch.timeout.ms"
          + " 2 s, controller.quorum.election.timeout.ms 1 s"),
  ZOOKEEPER("Apache Kafka 3.9.2, ZooKeeper", "zookeeper.session.timeout.ms 18 s");

  private final String title;
  private final String timeouts;

  FailoverSystem(String title, String timeouts) {
    this.title = title;
    this.timeouts = timeouts;
  }

  String title() {
    return title;
  }

  /** Its defaults, which are not touched. */
  String timeouts() {
    return timeouts;
  }
}
