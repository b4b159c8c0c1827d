package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients find again after the broker was stopped, or killed, and started again. */
class RestartIT {
  @RegisterExtension static final TestBroker broker = new TestBroker();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsTopicsRecordsConfigsAndOffsetsAgain(boolean killed) throws Exception {
    String topic = "survives-" + killed;
    TopicPartition partition = new TopicPartition(topic, 1);
    ConfigResource topicConfig = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigResource brokerConfig = new ConfigResource(ConfigResource.Type.BROKER, "1");
    TopicDescription before;
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, topic, 3, Map.of("retention.ms", "123456789"));
      Clients.createTopic(admin, topic + "-deleted", 1, Map.of());
      Clients.done(admin.deleteTopics(List.of(topic + "-deleted")).all());
      set(admin, topicConfig, "max.message.bytes", "54321");
      set(admin, brokerConfig, "log.retention.ms", "987654321");
      produce(topic, 1, 100);
      Clients.done(
          admin
              .alterConsumerGroupOffsets(
                  topic, Map.of(partition, new OffsetAndMetadata(42, "noted")))
              .all());
      Clients.done(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10))).all());
      before = describe(admin, topic);
    }
    restart(killed);
    try (Admin admin = Clients.admin(broker)) {
      assertEquals(before, describe(admin, topic));
      assertEquals(false, Clients.done(admin.listTopics().names()).contains(topic + "-deleted"));
      assertEquals("123456789", get(admin, topicConfig, "retention.ms"));
      assertEquals("54321", get(admin, topicConfig, "max.message.bytes"));
      assertEquals("987654321", get(admin, brokerConfig, "log.retention.ms"));
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of("group.id", topic))) {
      OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
      assertEquals(42, committed.offset());
      assertEquals("noted", committed.metadata());
      consumer.assign(List.of(partition));
      assertEquals("value 42", Clients.poll(consumer, 1).get(0).value());
      if (!killed) {
        // Where a log starts is written down now and then, and at a clean stop: as in Kafka,
        // records
        // that were deleted just before a crash may be there again.
        assertEquals(Map.of(partition, 10L), consumer.beginningOffsets(List.of(partition)));
      }
      assertEquals(Map.of(partition, 100L), consumer.endOffsets(List.of(partition)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnWithAProducerAndAGroupThatLivedThroughIt(boolean killed) throws Exception {
    String topic = "through-" + killed;
    List<String> expected = new ArrayList<>();
    try (Producer<String, String> producer =
            Clients.producer(broker, Map.of("linger.ms", 5, "reconnect.backoff.max.ms", 100));
        Consumer<String, String> consumer =
            Clients.consumer(broker, Map.of("group.id", topic, "reconnect.backoff.max.ms", 100))) {
      consumer.subscribe(List.of(topic));
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      send(producer, topic, expected, sent, 1000);
      sent.get(0).get();
      assertEquals("value 0", Clients.poll(consumer, 1).get(0).value());
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)));
      // Some of these are on their way when it goes down.
      send(producer, topic, expected, sent, 1000);
      if (killed) {
        broker.kill();
      } else {
        broker.stop();
      }
      broker.start();
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
      send(producer, topic, expected, sent, 10);
      long next = expected.size() - 1L;
      assertEquals(next, sent.get(sent.size() - 1).get().offset());
      consumer.seekToBeginning(consumer.assignment());
      Clients.pollUntil(
          List.of(consumer), () -> consumer.position(new TopicPartition(topic, 0)) == next + 1);
      consumer.commitSync();
    }
    try (Consumer<String, String> consumer = Clients.consumer(broker, Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      assertEquals(expected, Clients.values(Clients.poll(consumer, expected.size())));
    }
  }

  private static void restart(boolean killed) throws Exception {
    if (killed) {
      broker.kill();
    } else {
      broker.stop();
    }
    broker.start();
  }

  private static void send(
      Producer<String, String> producer,
      String topic,
      List<String> expected,
      List<Future<RecordMetadata>> sent,
      int count) {
    for (int i = 0; i < count; i++) {
      String value = "value " + expected.size();
      expected.add(value);
      sent.add(producer.send(new ProducerRecord<>(topic, 0, null, value)));
    }
  }

  private static void produce(String topic, int partition, int count) throws Exception {
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, "value " + i)));
      }
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
  }

  private static TopicDescription describe(Admin admin, String topic) throws Exception {
    return Clients.done(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
  }

  private static void set(Admin admin, ConfigResource resource, String key, String value)
      throws Exception {
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
    Clients.done(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
  }

  private static String get(Admin admin, ConfigResource resource, String key) throws Exception {
    return Clients.done(admin.describeConfigs(List.of(resource)).all())
        .get(resource)
        .get(key)
        .value();
  }
}
