package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacted topics as Kafka's clients and tools see them. */
class CompactionIT {
  private static final int KEYS = 20;
  private static final int RECORDS = 2_000;
  private static final int RECORDS_PER_SEGMENT = 100;
  private static final int RECORDS_PER_BATCH = 25;

  /** What needs no library beside Kafka's. */
  private static final Set<String> CODECS_OF_THE_TOOL = Set.of("none", "gzip");

  @RegisterExtension
  static final TestBroker broker =
      new TestBroker(Map.of("log.cleaner.backoff.ms", "100", "log.roll.ms", "1000"));

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void showsTheLastValueOfEachKeyFromTheBeginning(String codec) throws Exception {
    String topic = "compacted-" + codec;
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Long> lastOffsets = new HashMap<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Admin admin = Clients.admin(broker);
        Producer<String, String> producer =
            Clients.producer(broker, Map.of("compression.type", codec, "linger.ms", 1_000))) {
      Clients.createTopic(
          admin,
          topic,
          1,
          Map.of(
              "cleanup.policy", "compact",
              "segment.ms", "1000",
              "min.cleanable.dirty.ratio", "0.01",
              "file.delete.delay.ms", "0"));
      long startMs = System.currentTimeMillis() - 3_600_000;
      for (int i = 0; i < RECORDS; i++) {
        String key = "key" + i % KEYS;
        // The last key is deleted in the end, by a tombstone that is still to be seen.
        String value = i == RECORDS - 1 ? null : "value" + i;
        long timestamp = startMs + i * (1_000L / RECORDS_PER_SEGMENT);
        sent.add(producer.send(new ProducerRecord<>(topic, 0, timestamp, key, value)));
        lastOffsets.put(key, (long) i);
        if (i % RECORDS_PER_BATCH == RECORDS_PER_BATCH - 1) {
          producer.flush(); // A batch never is split, so small ones make segments end in time.
        }
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
      List<ConsumerRecord<String, String>> read = readUntilCompacted(partition);
      Map<String, ConsumerRecord<String, String>> last = new HashMap<>();
      long before = -1;
      for (ConsumerRecord<String, String> record : read) {
        assertTrue(record.offset() > before, "order and offsets stay");
        before = record.offset();
        String value = record.offset() == RECORDS - 1 ? null : "value" + record.offset();
        assertEquals(value, record.value());
        last.put(record.key(), record);
      }
      assertEquals(KEYS, last.size());
      last.forEach((key, record) -> assertEquals(lastOffsets.get(key), record.offset()));
      // The producer that lived through it goes on in its sequence.
      assertEquals(
          RECORDS, producer.send(new ProducerRecord<>(topic, 0, "more", "1")).get().offset());
    }
    if (CODECS_OF_THE_TOOL.contains(codec)) {
      broker.stop(); // Lest compaction takes files away under the tool.
      try {
        assertDumpedWithoutComplaint(topic + "-0");
      } finally {
        broker.start();
      }
    }
  }

  /** Reads from the beginning again and again, for compaction goes on in the background. */
  private static List<ConsumerRecord<String, String>> readUntilCompacted(TopicPartition partition) {
    long deadline = System.nanoTime() + Clients.DEADLINE.toNanos();
    List<ConsumerRecord<String, String>> read = new ArrayList<>();
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(partition));
      do {
        assertTrue(System.nanoTime() < deadline, "still " + read.size() + " records");
        read.clear();
        consumer.seekToBeginning(List.of(partition));
        while (consumer.position(partition) < RECORDS) {
          consumer.poll(Duration.ofMillis(100)).forEach(read::add);
        }
      } while (read.size() > KEYS + 2 * RECORDS_PER_SEGMENT);
    }
    return read;
  }

  @Test
  void refusesRecordsWithoutKey() throws Exception {
    try (Admin admin = Clients.admin(broker);
        Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      Clients.createTopic(admin, "needs-keys", 1, Map.of("cleanup.policy", "compact,delete"));
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> producer.send(new ProducerRecord<>("needs-keys", null, "value")).get());
      assertInstanceOf(InvalidRecordException.class, refused.getCause());
      assertEquals(
          0, producer.send(new ProducerRecord<>("needs-keys", "key", "value")).get().offset());
    }
  }

  @Test
  void compactsCommittedOffsetsAndFindsThemAgain() throws Exception {
    TopicPartition partition = new TopicPartition("committed", 0);
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, "committed", 1, Map.of());
      long deadline = System.nanoTime() + Clients.DEADLINE.toNanos();
      long offset = 0;
      while (!broker.log().contains("compacted __consumer_offsets-")) {
        assertTrue(System.nanoTime() < deadline, "nothing is compacted");
        offset++;
        Clients.done(
            admin
                .alterConsumerGroupOffsets(
                    "group", Map.of(partition, new OffsetAndMetadata(offset)))
                .all());
      }
      broker.kill();
      broker.start();
      try (Consumer<String, String> consumer =
          Clients.consumer(broker, Map.of("group.id", "group"))) {
        assertEquals(offset, consumer.committed(Set.of(partition)).get(partition).offset());
      }
    }
  }

  private static void assertDumpedWithoutComplaint(String folder) throws Exception {
    List<String> files;
    try (Stream<Path> all = Files.list(broker.data().resolve(folder))) {
      files = all.map(Path::toString).filter(f -> f.endsWith(".log")).sorted().toList();
    }
    String dumped =
        Tool.kafka("", "DumpLogSegments", "--deep-iteration", "--files", String.join(",", files));
    assertTrue(dumped.contains("baseOffset: "), dumped);
    assertFalse(dumped.contains("isvalid: false"), dumped);
    assertFalse(dumped.contains("invalid bytes"), dumped);
  }
}
