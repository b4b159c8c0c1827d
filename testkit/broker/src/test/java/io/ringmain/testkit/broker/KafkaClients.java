package io.ringmain.testkit.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What an application does: Kafka's own producer and consumer, each for one call. */
final class KafkaClients {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private KafkaClients() {}

  /** Produces one record with acks=all; gives its offset. */
  static long produce(String bootstrapServers, String topic, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new StringSerializer())) {
      return producer
          .send(new ProducerRecord<>(topic, 0, null, value))
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
          .offset();
    }
  }

  /** Consumes as a member of a group until there are as many values, and commits. */
  static List<String> consume(String bootstrapServers, String topic, String group, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", group,
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "max.poll.records", count),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      List<String> values = new ArrayList<>();
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
      consumer.commitSync();
      return values;
    }
  }
}
