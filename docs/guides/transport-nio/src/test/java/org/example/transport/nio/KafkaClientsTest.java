package org.example.transport.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.testkit.broker.BootstrapServers;
import io.ringmain.testkit.broker.RingmainTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A real broker that uses the plugin serves Kafka's own clients. */
@RingmainTest(topics = "orders", settings = "transport.provider=nio")
final class KafkaClientsTest {
  private static final int RECORDS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void recordsComeBackInOrder(@BootstrapServers String bootstrapServers) {
    // Small ones by the hundred in a request, and now and then one that takes many reads.
    List<String> values = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      values.add(i % 500 == 0 ? "%d%s".formatted(i, "x".repeat(900_000)) : "order " + i);
    }
    produce(bootstrapServers, values);
    assertEquals(values, consume(bootstrapServers, values.size()));
  }

  private static void produce(String bootstrapServers, List<String> values) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      values.forEach(value -> producer.send(new ProducerRecord<>("orders", value)));
    }
  }

  private static List<String> consume(String bootstrapServers, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "shop",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("orders"));
      long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
      while (values.size() < count) {
        assertTrue(System.nanoTime() < deadlineNs, () -> "only " + values.size() + " came");
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
