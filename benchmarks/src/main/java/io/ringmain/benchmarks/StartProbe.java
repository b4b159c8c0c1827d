package io.ringmain.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * Measures a start, from the creation of the process to the first acknowledged record, and the
 * memory of a broker that has nothing to do.
 *
 * <p>A client tries to connect every few milliseconds, creates a topic and sends a record with
 * acks=all, again and again until it is accepted. Used by the main thread.
 */
final class StartProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long PAUSE_MS = 5;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String TOPIC = "first";

  private StartProbe() {}

  /** Returns the nanoseconds from the process' creation to the acknowledgement. */
  static long awaitFirstRecord(BrokerProcess broker) throws IOException, InterruptedException {
    try (Connection connection = connect(broker)) {
      Admin admin = new Admin(connection);
      admin.createTopic(TOPIC, 1);
      // Of a cluster, any broker may lead it.
      int port = admin.leaderPorts(TOPIC).get(0);
      ReplayedRequest request = ProducedBatch.of(1, 100).produceRequest(TOPIC, 0, -1);
      if (port == broker.port()) {
        new ReplayingProducer(connection, request, 1).awaitAcceptance();
      } else {
        try (Connection leader = Connection.open(port, BUFFER_BYTES, TIMEOUT)) {
          new ReplayingProducer(leader, request, 1).awaitAcceptance();
        }
      }
      return System.nanoTime() - broker.startNs();
    }
  }

  /** Returns the resident memory after idling for a while from the moment that it answers. */
  static long idleMemory(BrokerProcess broker, Duration idle)
      throws IOException, InterruptedException {
    try (Connection connection = connect(broker)) {
      new Admin(connection).awaitAnswer();
    }
    Thread.sleep(idle.toMillis());
    broker.checkAlive();
    return broker.residentBytes();
  }

  private static Connection connect(BrokerProcess broker) throws IOException, InterruptedException {
    while (System.nanoTime() - broker.startNs() < TIMEOUT.toNanos()) {
      broker.checkAlive();
      try {
        return Connection.open(broker.port(), BUFFER_BYTES, TIMEOUT);
      } catch (IOException e) {
        // Nobody listens yet.
        Thread.sleep(PAUSE_MS);
      }
    }
    throw new BenchmarkException("the broker did not listen within " + TIMEOUT);
  }
}
