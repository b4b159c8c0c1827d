package io.ringmain.distribution.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.distribution.cluster.Producing.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What must hold of one topic of a cluster, whatever was done to it: Kafka's clients and the files
 * of the replicas are asked. Used by the thread of the test.
 */
final class ClusterChecks implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CALL_SECONDS = 20;

  private final TestCluster cluster;
  private final String topic;
  private final Admin admin;

  ClusterChecks(TestCluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                cluster.bootstrap(),
                "request.timeout.ms",
                "5000",
                "default.api.timeout.ms",
                "15000",
                "metadata.max.age.ms",
                "1000"));
  }

  Admin admin() {
    return admin;
  }

  /** Creates the topic, again and again where the cluster is not yet as it should be. */
  void createTopic(int partitions, int replicas, Map<String, String> configs) {
    NewTopic wanted = new NewTopic(topic, partitions, (short) replicas).configs(configs);
    Await.until(
        "created: " + topic,
        () -> {
          try {
            admin.createTopics(List.of(wanted)).all().get(CALL_SECONDS, TimeUnit.SECONDS);
            return true;
          } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TopicExistsException) {
              return true;
            }
            throw failed;
          }
        });
  }

  TopicDescription describe() throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get(CALL_SECONDS, TimeUnit.SECONDS)
        .get(topic);
  }

  /** The broker that leads a partition, once there is one. */
  int leader(int partition) {
    return Await.value(
        "a leader of partition " + partition,
        () -> {
          Node leader = describe().partitions().get(partition).leader();
          return leader == null ? -1 : leader.id();
        },
        id -> id > 0);
  }

  /** Waits until a broker leads nothing. */
  void awaitLeadsNothing(int broker) {
    Await.until(
        "without leadership: broker " + broker,
        () ->
            describe().partitions().stream()
                .allMatch(partition ->
                    partition.leader() != null
                        && !partition.leader().isEmpty()
                        && partition.leader().id() != broker));
  }

  /** Waits until every replica is in sync. */
  void awaitInSync() {
    Await.value(
        "in sync",
        () -> describe().partitions(),
        partitions ->
            partitions.stream()
                .allMatch(partition -> partition.isr().size() == partition.replicas().size()));
  }

  /** Waits until a broker is not in sync with a partition. */
  void awaitOutOfSync(int partition, int broker) {
    Await.until(
        "out of sync: broker " + broker,
        () ->
            describe().partitions().get(partition).isr().stream()
                .noneMatch(node -> node.id() == broker));
  }

  /** Waits until no replica is being moved. */
  void awaitNoReassignment() {
    Await.until(
        "no reassignment",
        () ->
            admin
                .listPartitionReassignments()
                .reassignments()
                .get(CALL_SECONDS, TimeUnit.SECONDS)
                .isEmpty());
  }

  /** All that must hold when nothing is being done to the cluster. */
  void check(Producing producer, Consuming consumer) throws Exception {
    awaitInSync();
    Map<String, Position> acknowledged = producer.acknowledged();
    assertEverythingThereOnce(acknowledged);
    assertReplicasIdentical();
    consumer.awaitAll(acknowledged);
    assertEquals(0, producer.errors(), "records refused for good");
  }

  private void assertEverythingThereOnce(Map<String, Position> acknowledged) {
    Map<String, Position> found = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", cluster.bootstrap(), "auto.offset.reset", "none");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      ends.putAll(consumer.endOffsets(partitions));
      Map<TopicPartition, Long> next = new HashMap<>(consumer.beginningOffsets(partitions));
      Await.until(
          "read to the end: " + ends,
          () -> {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
              TopicPartition from = new TopicPartition(topic, record.partition());
              assertEquals(next.get(from), record.offset(), () -> "a gap in " + from);
              next.put(from, record.offset() + 1);
              Position position = new Position(record.partition(), record.offset());
              Position before = found.put(record.value(), position);
              assertNull(
                  before, () -> "twice: " + record.value() + " at " + before + ", " + position);
            }
            return ends.entrySet().stream()
                .allMatch(end -> next.get(end.getKey()) >= end.getValue());
          });
    }
    Map<String, Position> missing = new HashMap<>();
    acknowledged.forEach((value, position) -> {
      if (!position.equals(found.get(value))) {
        missing.put(value, position);
      }
    });
    assertTrue(
        missing.isEmpty(),
        () ->
            missing.size()
                + " of "
                + acknowledged.size()
                + " acknowledged, and not there: "
                + missing.entrySet().stream().limit(20).toList());
  }

  private void assertReplicasIdentical() throws Exception {
    for (TopicPartitionInfo partition : describe().partitions()) {
      TopicPartition name = new TopicPartition(topic, partition.partition());
      long highWatermark = highWatermark(name);
      List<Path> replicas =
          partition.replicas().stream().map(replica -> cluster.data(replica.id())).toList();
      assertIdentical(name, replicas, highWatermark);
    }
  }

  private static void assertIdentical(TopicPartition name, List<Path> replicas, long highWatermark)
      throws IOException {
    int batches = ReplicaFiles.assertIdentical(name.toString(), replicas, highWatermark);
    assertTrue(batches > 0 || highWatermark == 0, name::toString);
  }

  private long highWatermark(TopicPartition name) {
    Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrap());
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      return consumer.endOffsets(List.of(name)).get(name);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
