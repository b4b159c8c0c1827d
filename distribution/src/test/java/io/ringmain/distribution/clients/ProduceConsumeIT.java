package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own Java producer and consumer: every codec, every acks, every place to begin. */
class ProduceConsumeIT {
  @RegisterExtension static final TestBroker broker = new TestBroker();

  @ParameterizedTest
  @CsvSource({
    "none,0,false",
    "none,1,false",
    "none,all,false",
    "none,all,true",
    "gzip,0,false",
    "gzip,1,false",
    "gzip,all,false",
    "gzip,all,true",
    "snappy,0,false",
    "snappy,1,false",
    "snappy,all,false",
    "snappy,all,true",
    "lz4,0,false",
    "lz4,1,false",
    "lz4,all,false",
    "lz4,all,true",
    "zstd,0,false",
    "zstd,1,false",
    "zstd,all,false",
    "zstd,all,true"
  })
  void givesBackWhatWasProduced(String codec, String acks, boolean idempotent) throws Exception {
    String topic = "produced-" + codec + "-" + acks + "-" + idempotent;
    List<String> values = IntStream.range(0, 500).mapToObj(i -> "value " + i).toList();
    produce(
        topic,
        values,
        Map.of(
            "compression.type", codec,
            "acks", acks,
            "enable.idempotence", idempotent,
            "linger.ms", 5));
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      assertEquals(values, Clients.values(Clients.poll(consumer, values.size())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "gzip", "snappy", "lz4", "zstd", "producer"})
  void recompressesAsTheTopicSays(String codec) throws Exception {
    String topic = "recompressed-" + codec;
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, topic, 1, Map.of("compression.type", codec));
    }
    List<String> values = IntStream.range(0, 300).mapToObj(i -> "value " + i % 10).toList();
    for (String sent : List.of("none", "gzip", "zstd")) {
      produce(topic, values, Map.of("compression.type", sent, "linger.ms", 5));
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> read = Clients.values(Clients.poll(consumer, 900));
      List<String> expected = new ArrayList<>(values);
      expected.addAll(values);
      expected.addAll(values);
      assertEquals(expected, read);
    }
  }

  @Test
  void keepsKeysHeadersTimestampsAndTombstones() throws Exception {
    TopicPartition partition = new TopicPartition("kept", 0);
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      ProducerRecord<String, String> full =
          new ProducerRecord<>(partition.topic(), 0, 1234L, "key", "value");
      full.headers().add(new RecordHeader("name", new byte[] {1, 2, 3}));
      producer.send(full).get();
      RecordMetadata second = producer.send(new ProducerRecord<>("kept", 0, "key", null)).get();
      assertEquals(1, second.offset());
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(partition));
      List<ConsumerRecord<String, String>> records = Clients.poll(consumer, 2);
      ConsumerRecord<String, String> first = records.get(0);
      assertEquals("key", first.key());
      assertEquals("value", first.value());
      assertEquals(1234L, first.timestamp());
      assertEquals(TimestampType.CREATE_TIME, first.timestampType());
      assertEquals(3, first.headers().lastHeader("name").value().length);
      assertEquals(null, records.get(1).value());
    }
  }

  @Test
  void stampsRecordsWithAppendTimeWhenTheTopicSaysSo() throws Exception {
    TopicPartition partition = new TopicPartition("append-time", 0);
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(
          admin, partition.topic(), 1, Map.of("message.timestamp.type", "LogAppendTime"));
    }
    long stamped;
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      stamped =
          producer
              .send(new ProducerRecord<>(partition.topic(), 0, 1234L, null, "v"))
              .get()
              .timestamp();
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(partition));
      ConsumerRecord<String, String> read = Clients.poll(consumer, 1).get(0);
      assertEquals(TimestampType.LOG_APPEND_TIME, read.timestampType());
      assertEquals(stamped, read.timestamp());
    }
  }

  @Test
  void beginsAtTheStartTheEndAnOffsetAndATimestamp() throws Exception {
    TopicPartition partition = new TopicPartition("begin", 0);
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      for (int i = 0; i < 10; i++) {
        producer.send(new ProducerRecord<>("begin", 0, 1000 + 10L * i, null, "v" + i)).get();
      }
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(partition));
      assertEquals(Map.of(partition, 0L), consumer.beginningOffsets(List.of(partition)));
      assertEquals(Map.of(partition, 10L), consumer.endOffsets(List.of(partition)));
      consumer.seekToBeginning(List.of(partition));
      assertEquals("v0", Clients.poll(consumer, 1).get(0).value());
      consumer.seek(partition, 7);
      assertEquals("v7", Clients.poll(consumer, 1).get(0).value());
      OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, 1041L)).get(partition);
      assertEquals(5, found.offset());
      assertEquals(1050, found.timestamp());
      assertEquals(null, consumer.offsetsForTimes(Map.of(partition, 9999L)).get(partition));
      consumer.seek(partition, found.offset());
      assertEquals("v5", Clients.poll(consumer, 1).get(0).value());
      consumer.seekToEnd(List.of(partition));
      assertEquals(10, consumer.position(partition));
      try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
        producer.send(new ProducerRecord<>("begin", 0, 2000L, null, "last")).get();
      }
      assertEquals("last", Clients.poll(consumer, 1).get(0).value());
    }
  }

  @Test
  void resetsAConsumerThatIsOutOfRange() throws Exception {
    TopicPartition partition = new TopicPartition("out-of-range", 0);
    produce(partition.topic(), List.of("a", "b"), Map.of());
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 1000);
      assertEquals(List.of("a", "b"), Clients.values(Clients.poll(consumer, 2)));
    }
  }

  @Test
  void consumesByPatternTopicsThatComeLater() throws Exception {
    Map<String, Object> settings = Map.of("group.id", "by-pattern", "metadata.max.age.ms", 200);
    try (Consumer<String, String> consumer = Clients.consumer(broker, settings)) {
      consumer.subscribe(Pattern.compile("pattern-.*"));
      consumer.poll(Duration.ZERO);
      produce("pattern-a", List.of("a"), Map.of());
      assertEquals(List.of("a"), Clients.values(Clients.poll(consumer, 1)));
      consumer.commitSync();
      produce("pattern-b", List.of("b"), Map.of());
      assertEquals(List.of("b"), Clients.values(Clients.poll(consumer, 1)));
    }
  }

  @Test
  void movesLargeRecordsAndSmallFetches() throws Exception {
    TopicPartition partition = new TopicPartition("large", 0);
    List<String> values =
        IntStream.range(0, 20).mapToObj(i -> Character.toString('a' + i).repeat(300_000)).toList();
    produce(partition.topic(), values, Map.of("max.request.size", 1_000_000));
    Map<String, Object> settings = new HashMap<>();
    settings.put("max.partition.fetch.bytes", 1000);
    settings.put("fetch.max.bytes", 5000);
    try (Consumer<String, String> consumer = Clients.consumer(broker, settings)) {
      consumer.assign(List.of(partition));
      assertEquals(values, Clients.values(Clients.poll(consumer, values.size())));
    }
  }

  @Test
  void refusesRecordsAboveTheTopicsLimit() throws Exception {
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, "limited", 1, Map.of("max.message.bytes", "1000"));
    }
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>("limited", "x".repeat(2000)));
      ExecutionException failure = assertThrows(ExecutionException.class, sent::get);
      assertInstanceOf(RecordTooLargeException.class, failure.getCause());
      assertEquals(0, producer.send(new ProducerRecord<>("limited", "x")).get().offset());
    }
  }

  private static void produce(String topic, List<String> values, Map<String, Object> settings)
      throws Exception {
    try (Producer<String, String> producer = Clients.producer(broker, settings)) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String value : values) {
        sent.add(producer.send(new ProducerRecord<>(topic, 0, null, value)));
      }
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
  }
}
