package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two log directories vanishes under a broker that serves, and is there again later. */
class FailedDirectoryIT {
  private static final int KAFKA_STORAGE_ERROR = 56;

  @TempDir private Path folder;

  private Optional<ServedBroker> started = Optional.empty();

  @AfterEach
  void end() throws Exception {
    if (started.isPresent()) {
      started.get().close();
      int _ = started.get().exitCode();
    }
  }

  @Test
  void theOtherDirectoryGoesOnAndAStartFindsTheRepairedOne() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    ServedBroker broker =
        new ServedBroker(folder, first, Map.of("log.dirs", first + "," + second), "");
    started = Optional.of(broker);
    broker.start();
    byte[] batch = RecordBatches.of("x".repeat(20_000));
    String lost;
    String kept;
    int acknowledged = 0;
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic("a");
      client.createTopic("b"); // Each goes where there are fewer logs.
      lost = Files.exists(second.resolve("a-0")) ? "a" : "b";
      kept = lost.equals("a") ? "b" : "a";
      assertEquals(RawClient.NONE, client.produce(-1, kept, 0, batch).error());
      Path gone = Files.move(second, folder.resolve("gone"));

      int error = RawClient.NONE;
      while (error == RawClient.NONE) {
        error = client.produce(-1, lost, 0, batch).error();
        acknowledged += error == RawClient.NONE ? 1 : 0;
      }
      assertEquals(KAFKA_STORAGE_ERROR, error);
      assertEquals(RawClient.NONE, client.produce(-1, kept, 0, batch).error());
      awaitOffline(broker.port(), lost, List.of(1));
      awaitOffline(broker.port(), kept, List.of());
      assertEquals(0, broker.stop(), broker.log());
      Path _ = Files.move(gone, second);
    }
    broker.start();
    try (RawClient client = new RawClient(broker.port())) {
      awaitOffline(broker.port(), lost, List.of());
      assertEquals(acknowledged, client.produce(-1, lost, 0, batch).baseOffset());
      assertEquals(2, client.produce(-1, kept, 0, batch).baseOffset());
    }
    assertEquals(0, broker.stop(), broker.log());
  }

  /** Asks until clients are told so; a test that waits in vain is ended from outside. */
  private static void awaitOffline(int port, String topic, List<Integer> expected) {
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + port);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      List<Integer> told;
      do {
        PartitionInfo partition = consumer.partitionsFor(topic).getFirst();
        told = Arrays.stream(partition.offlineReplicas()).map(Node::id).toList();
      } while (!told.equals(expected));
    }
  }
}
