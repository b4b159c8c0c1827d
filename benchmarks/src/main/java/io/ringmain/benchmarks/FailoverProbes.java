package io.ringmain.benchmarks;

import io.ringmain.protocol.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a client does while a broker is dead: tries, again and again, until it works.
 *
 * <p>Each probe has a thread and connections of its own, and returns the time at which it worked.
 */
final class FailoverProbes {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long PAUSE_MS = 10;

  private final FailoverCluster cluster;
  private final long deadlineNs;

  FailoverProbes(FailoverCluster cluster, long deadlineNs) {
    this.cluster = cluster;
    this.deadlineNs = deadlineNs;
  }

  private Duration remaining() throws BenchmarkException {
    long remainingNs = deadlineNs - System.nanoTime();
    if (remainingNs <= 0) {
      throw new BenchmarkException("a client's request did not work in time");
    }
    return Duration.ofNanos(remainingNs);
  }

  /** When a record is acknowledged by all in-sync replicas of a partition's new leader. */
  long awaitWrite(LeaderWatch watch, String topic, int partition)
      throws IOException, InterruptedException {
    ReplayedRequest request = ProducedBatch.of(1, 100).produceRequest(topic, partition, -1);
    while (true) {
      int leader = watch.leader(partition);
      Duration timeout = remaining();
      if (leader >= 0) {
        try (Connection connection =
            Connection.open(cluster.broker(leader).port(), BUFFER_BYTES, timeout)) {
          if (isAcknowledged(connection, request)) {
            return System.nanoTime();
          }
        }
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  /** Tries on one connection for as long as there is hope. */
  private boolean isAcknowledged(Connection connection, ReplayedRequest request)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      connection.send(request.correlationId(attempt).frame());
      ErrorCode error = ProduceReply.check(connection.nextFrame(), attempt);
      if (error == ErrorCode.NONE) {
        return true;
      }
      if (!error.retriable()) {
        throw new BenchmarkException("the broker refused a record: " + error);
      }
      Thread.sleep(PAUSE_MS);
    }
    return false;
  }

  /**
   * When a topic can be created. As Kafka's own client it asks the broker that is named as the
   * controller, or any other that lives where that one is dead.
   *
   * @param survivor who is asked first, and gets the only replica
   */
  long awaitNewTopic(String topic, int survivor, int dead)
      throws IOException, InterruptedException {
    while (true) {
      int controller;
      try (Connection connection =
          Connection.open(cluster.broker(survivor).port(), BUFFER_BYTES, remaining())) {
        controller = new Admin(connection).controller();
      }
      int asked = controller < 0 || controller == dead ? survivor : controller;
      try (Connection connection =
          Connection.open(cluster.broker(asked).port(), BUFFER_BYTES, remaining())) {
        ErrorCode error = new Admin(connection).tryCreateTopic(topic, List.of(List.of(survivor)));
        if (error == ErrorCode.NONE || error == ErrorCode.TOPIC_ALREADY_EXISTS) {
          return System.nanoTime();
        }
        if (!error.retriable()) {
          throw new BenchmarkException("the broker refused a topic: " + error);
        }
      }
      Thread.sleep(PAUSE_MS);
    }
  }
}
