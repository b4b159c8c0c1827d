package io.ringmain.distribution.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kafka's VerifiableProducer with acks=all and idempotence: numbers, one after the other, and which
 * of them were acknowledged. Asked by the thread of the test.
 */
final class Producing extends VerifiableProgram {

  /** Where a record lies. */
  record Position(int partition, long offset) {}

  private final Map<String, Position> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong errors = new AtomicLong();

  Producing(Path folder, String bootstrap, String topic, int recordsPerSecond)
      throws IOException, InterruptedException {
    super(
        folder,
        "VerifiableProducer",
        List.of(
            "--bootstrap-server",
            bootstrap,
            "--topic",
            topic,
            "--throughput",
            Integer.toString(recordsPerSecond),
            "--acks",
            "-1",
            "--repeating-keys",
            "100",
            "--command-config",
            config(
                    folder,
                    "producer.properties",
                    """
                    enable.idempotence=true
                    retries=2147483647
                    delivery.timeout.ms=600000
                    request.timeout.ms=10000
                    metadata.max.age.ms=5000
                    linger.ms=5
                    """)
                .toString()));
    listen();
  }

  @Override
  void said(Said said) {
    switch (said.event()) {
      case "producer_send_success" ->
          acknowledged.put(said.value(), new Position(said.partition(), said.offset()));
      case "producer_send_error" -> errors.incrementAndGet();
      default -> {}
    }
  }

  /** What was acknowledged by now: values and where they lie. */
  Map<String, Position> acknowledged() {
    return new HashMap<>(acknowledged);
  }

  /** Waits until so many more were acknowledged. */
  void awaitAcknowledged(int more) {
    int wanted = acknowledged.size() + more;
    Await.until(
        "acknowledged: " + wanted,
        () -> {
          assertRuns();
          return acknowledged.size() >= wanted;
        });
  }

  /** How many were refused for good. */
  long errors() {
    return errors.get();
  }
}
