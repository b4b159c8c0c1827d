package io.ringmain.distribution.cluster;

import io.ringmain.distribution.cluster.Producing.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Kafka's VerifiableConsumer, as the only member of its group: what it was given. Asked by the
 * thread of the test.
 */
final class Consuming extends VerifiableProgram {
  private final Map<Position, String> values = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();

  Consuming(Path folder, String bootstrap, String topic) throws IOException, InterruptedException {
    super(
        folder,
        "VerifiableConsumer",
        List.of(
            "--bootstrap-server",
            bootstrap,
            "--topic",
            topic,
            "--group-id",
            "verifiable",
            "--session-timeout",
            "10000",
            "--verbose",
            "--command-config",
            config(
                    folder,
                    "consumer.properties",
                    """
                    metadata.max.age.ms=5000
                    default.api.timeout.ms=120000
                    """)
                .toString()));
    listen();
  }

  @Override
  void said(Said said) {
    if (said.event().equals("record_data")) {
      Position position = new Position(said.partition(), said.offset());
      String before = values.put(position, said.value());
      if (before != null && !before.equals(said.value())) {
        contradictions.add(position + " was " + before + ", then " + said.value());
      }
    }
  }

  /** Waits until everything that was acknowledged has come, and came as it was acknowledged. */
  void awaitAll(Map<String, Position> acknowledged) {
    Await.until(
        "consumed: " + acknowledged.size(),
        () -> {
          assertRuns();
          return acknowledged.entrySet().stream()
              .allMatch(entry -> entry.getKey().equals(values.get(entry.getValue())));
        });
    if (!contradictions.isEmpty()) {
      throw new AssertionError("an offset had two values: " + contradictions);
    }
  }
}
