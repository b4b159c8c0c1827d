package io.ringmain.distribution.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's Java clients, as the tests of this package set them up, and what they wait for. */
final class Clients {
  /** Far beyond what any call takes on a loaded machine. */
  static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(100);

  private Clients() {}

  static Admin admin(TestBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  static Producer<String, String> producer(TestBroker broker, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrap());
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /** A consumer that begins at the start and commits only when told, unless the settings differ. */
  static Consumer<String, String> consumer(TestBroker broker, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  /** The result of a call of the admin client. */
  static <T> T done(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The error with which a call of the admin client fails. */
  static Throwable failure(KafkaFuture<?> future) throws InterruptedException, TimeoutException {
    try {
      Object result = future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("no failure, but " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  static void createTopic(Admin admin, String topic, int partitions, Map<String, String> configs)
      throws ExecutionException, InterruptedException, TimeoutException {
    done(
        admin
            .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
            .all());
  }

  /** Polls until so many records have come, and fails when they do not. */
  static List<ConsumerRecord<String, String>> poll(Consumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (records.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "only " + records.size() + " of " + count + " records: " + records);
      }
      consumer.poll(POLL).forEach(records::add);
    }
    return records;
  }

  static List<String> values(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(ConsumerRecord::value).toList();
  }

  /** Polls all the consumers in turn, as a rebalance needs, until something holds. */
  static void pollUntil(List<Consumer<String, String>> consumers, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "still not so, with " + consumers.stream().map(Consumer::assignment).toList());
      }
      consumers.forEach(consumer -> consumer.poll(POLL));
    }
  }
}
