package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Plugins of others, given by RINGMAIN_PLUGIN_PATH: one as a jar, two in a folder of jars. */
class PluginPathIT {
  @TempDir static Path folder;

  @RegisterExtension
  static final TestBroker broker =
      new TestBroker(
              Map.of(
                  "storage.provider", "filechannel",
                  "transport.provider", "nio",
                  "coordination.provider", "onefile"))
          .after(PluginPathIT::buildPlugins)
          .with("RINGMAIN_PLUGIN_PATH", () -> storageJar() + ":" + folder.resolve("others"));

  private static Path storageJar() {
    return folder.resolve("storage-filechannel.jar");
  }

  private static void buildPlugins() throws IOException {
    Path others = Files.createDirectories(folder.resolve("others"));
    ExamplePlugin.build("storage-filechannel", folder, storageJar());
    ExamplePlugin.build("transport-nio", folder, others.resolve("transport.jar"));
    ExamplePlugin.build("coordination-onefile", folder, others.resolve("coordination.jar"));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Closing the producer waits for all.
  @Test
  void brokerServesWithThemOverARestart() throws Exception {
    List<String> values = IntStream.range(0, 1_000).mapToObj(i -> "order " + i).toList();
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, "orders", 1, Map.of());
    }
    try (Producer<String, String> producer = Clients.producer(broker, Map.of("acks", "all"))) {
      values.forEach(value -> producer.send(new ProducerRecord<>("orders", value)));
    }
    assertEquals(values, readAll(values.size()));
    assertTrue(Files.isDirectory(broker.data().resolve("filechannel/orders-0")));
    assertTrue(Files.exists(broker.data().resolve("coordination/coordination.journal")));
    broker.stop();
    broker.start();
    assertEquals(values, readAll(values.size()));
  }

  private static List<String> readAll(int count) {
    TopicPartition orders = new TopicPartition("orders", 0);
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(orders));
      return Clients.values(Clients.poll(consumer, count));
    }
  }
}
