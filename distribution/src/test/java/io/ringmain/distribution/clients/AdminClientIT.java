package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's Java admin client: topics, partitions, configs, offsets, records, folders, cluster. */
class AdminClientIT {
  @RegisterExtension static final TestBroker broker = new TestBroker();

  private static Admin admin;

  @BeforeAll
  static void connect() {
    admin = Clients.admin(broker);
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  @Test
  void createsDescribesListsAndDeletesATopic() throws Exception {
    NewTopic topic = new NewTopic("made", 3, (short) 1).configs(Map.of("retention.ms", "5000"));
    var created = admin.createTopics(List.of(topic));
    Clients.done(created.all());
    Uuid id = Clients.done(created.topicId("made"));
    assertNotEquals(Uuid.ZERO_UUID, id);
    assertEquals(3, Clients.done(created.numPartitions("made")));
    assertEquals("5000", Clients.done(created.config("made")).get("retention.ms").value());
    TopicDescription description =
        Clients.done(admin.describeTopics(List.of("made")).allTopicNames()).get("made");
    assertEquals(id, description.topicId());
    assertEquals(3, description.partitions().size());
    assertEquals(1, description.partitions().get(2).leader().id());
    assertEquals(
        "made",
        Clients.done(admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds())
            .get(id)
            .name());
    assertTrue(Clients.done(admin.listTopics().names()).contains("made"));
    Clients.done(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());
    assertFalse(Clients.done(admin.listTopics().names()).contains("made"));
    assertInstanceOf(
        UnknownTopicOrPartitionException.class,
        Clients.failure(admin.describeTopics(List.of("made")).allTopicNames()));
    assertInstanceOf(
        UnknownTopicIdException.class,
        Clients.failure(
            admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds()));
    assertInstanceOf(
        UnknownTopicOrPartitionException.class,
        Clients.failure(admin.deleteTopics(List.of("made")).all()));
    Clients.createTopic(admin, "made", 1, Map.of());
    assertEquals(
        1,
        Clients.done(admin.describeTopics(List.of("made")).allTopicNames())
            .get("made")
            .partitions()
            .size());
  }

  @Test
  void refusesTopicsThatCannotBe() throws Exception {
    Clients.createTopic(admin, "there", 1, Map.of());
    assertRefused(TopicExistsException.class, new NewTopic("there", 1, (short) 1));
    assertRefused(InvalidTopicException.class, new NewTopic("not/allowed", 1, (short) 1));
    assertRefused(InvalidPartitionsException.class, new NewTopic("none", 0, (short) 1));
    assertRefused(InvalidReplicationFactorException.class, new NewTopic("wide", 1, (short) 2));
    assertRefused(
        InvalidConfigurationException.class,
        new NewTopic("odd", 1, (short) 1).configs(Map.of("no.such.key", "1")));
    Clients.done(
        admin
            .createTopics(
                List.of(new NewTopic("checked", 1, (short) 1)),
                new CreateTopicsOptions().validateOnly(true))
            .all());
    assertFalse(Clients.done(admin.listTopics().names()).contains("checked"));
  }

  @Test
  void growsATopicButNeverShrinksIt() throws Exception {
    Clients.createTopic(admin, "grown", 1, Map.of());
    Clients.done(admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(4))).all());
    assertEquals(
        4,
        Clients.done(admin.describeTopics(List.of("grown")).allTopicNames())
            .get("grown")
            .partitions()
            .size());
    produce("grown", 3, 1000L);
    assertEquals(1, offset(new TopicPartition("grown", 3), OffsetSpec.latest()).offset());
    assertInstanceOf(
        InvalidPartitionsException.class,
        Clients.failure(
            admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(2))).all()));
  }

  @Test
  void altersAndDescribesTheConfigsOfATopic() throws Exception {
    Clients.createTopic(admin, "configured", 1, Map.of());
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "configured");
    assertEquals(ConfigEntry.ConfigSource.DEFAULT_CONFIG, entry(resource, "retention.ms").source());
    assertEquals("604800000", entry(resource, "retention.ms").value());
    alter(resource, "retention.ms", "1000000", AlterConfigOp.OpType.SET);
    assertEquals("1000000", entry(resource, "retention.ms").value());
    assertEquals(
        ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, entry(resource, "retention.ms").source());
    alter(resource, "cleanup.policy", "compact", AlterConfigOp.OpType.APPEND);
    assertEquals("delete,compact", entry(resource, "cleanup.policy").value());
    alter(resource, "cleanup.policy", "compact", AlterConfigOp.OpType.SUBTRACT);
    assertEquals("delete", entry(resource, "cleanup.policy").value());
    alter(resource, "retention.ms", "", AlterConfigOp.OpType.DELETE);
    assertEquals("604800000", entry(resource, "retention.ms").value());
    AlterConfigOp wrong =
        new AlterConfigOp(new ConfigEntry("retention.ms", "soon"), AlterConfigOp.OpType.SET);
    assertInstanceOf(
        InvalidConfigurationException.class,
        Clients.failure(admin.incrementalAlterConfigs(Map.of(resource, List.of(wrong))).all()));
  }

  @Test
  void altersTheConfigsOfTheBrokerAndOfAllBrokers() throws Exception {
    ConfigResource one = new ConfigResource(ConfigResource.Type.BROKER, "1");
    ConfigResource all = new ConfigResource(ConfigResource.Type.BROKER, "");
    alter(all, "log.retention.ms", "2000000", AlterConfigOp.OpType.SET);
    assertEquals("2000000", entry(one, "log.retention.ms").value());
    assertEquals(
        ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG,
        entry(one, "log.retention.ms").source());
    alter(one, "log.retention.ms", "3000000", AlterConfigOp.OpType.SET);
    assertEquals("3000000", entry(one, "log.retention.ms").value());
    Clients.createTopic(admin, "inherits", 1, Map.of());
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "inherits");
    assertEquals("3000000", entry(topic, "retention.ms").value());
    alter(one, "log.retention.ms", "", AlterConfigOp.OpType.DELETE);
    alter(all, "log.retention.ms", "", AlterConfigOp.OpType.DELETE);
    assertEquals("604800000", entry(topic, "retention.ms").value());
    assertTrue(entry(one, "log.dirs").isReadOnly());
  }

  @Test
  void listsOffsetsByEverySpec() throws Exception {
    Clients.createTopic(admin, "offsets", 1, Map.of());
    for (long timestamp : new long[] {1000, 3000, 2000}) {
      produce("offsets", 0, timestamp);
    }
    TopicPartition partition = new TopicPartition("offsets", 0);
    assertEquals(0, offset(partition, OffsetSpec.earliest()).offset());
    assertEquals(3, offset(partition, OffsetSpec.latest()).offset());
    ListOffsetsResultInfo newest = offset(partition, OffsetSpec.maxTimestamp());
    assertEquals(1, newest.offset());
    assertEquals(3000, newest.timestamp());
    assertEquals(1, offset(partition, OffsetSpec.forTimestamp(1001)).offset());
    assertEquals(-1, offset(partition, OffsetSpec.forTimestamp(3001)).offset());
    assertEquals(0, offset(partition, OffsetSpec.earliestLocal()).offset());
  }

  @Test
  void deletesRecordsUpToAnOffset() throws Exception {
    Clients.createTopic(admin, "cut", 1, Map.of());
    TopicPartition partition = new TopicPartition("cut", 0);
    for (int i = 0; i < 5; i++) {
      produce("cut", 0, 1000L + i);
    }
    assertEquals(3, cut(partition, 3));
    assertEquals(3, offset(partition, OffsetSpec.earliest()).offset());
    assertInstanceOf(
        OffsetOutOfRangeException.class,
        Clients.failure(
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6))).all()));
    assertEquals(5, cut(partition, -1));
    assertEquals(5, offset(partition, OffsetSpec.earliest()).offset());
    produce("cut", 0, 2000L);
    assertEquals(6, offset(partition, OffsetSpec.latest()).offset());
  }

  @Test
  void describesTheClusterItsFoldersAndItsApis() throws Exception {
    Clients.createTopic(admin, "weighed", 1, Map.of());
    produce("weighed", 0, 1000L);
    DescribeClusterResult cluster = admin.describeCluster();
    assertEquals(1, Clients.done(cluster.nodes()).size());
    assertEquals(1, Clients.done(cluster.controller()).id());
    assertFalse(Clients.done(cluster.clusterId()).isEmpty());
    Map<String, LogDirDescription> folders =
        Clients.done(admin.describeLogDirs(List.of(1)).allDescriptions()).get(1);
    LogDirDescription folder = folders.get(broker.data().toString());
    assertTrue(folder.totalBytes().orElse(0) > 0);
    assertTrue(folder.replicaInfos().get(new TopicPartition("weighed", 0)).size() > 0);
  }

  @Test
  void hidesInternalTopicsUnlessAsked() throws Exception {
    Clients.done(
        admin
            .alterConsumerGroupOffsets(
                "makes-the-internal-topic",
                Map.of(new TopicPartition("weighed", 0), new OffsetAndMetadata(0)))
            .all());
    assertFalse(Clients.done(admin.listTopics().names()).contains("__consumer_offsets"));
    assertTrue(
        Clients.done(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())
            .contains("__consumer_offsets"));
  }

  private static void assertRefused(Class<? extends Throwable> expected, NewTopic topic)
      throws Exception {
    assertInstanceOf(expected, Clients.failure(admin.createTopics(List.of(topic)).all()));
  }

  private static void alter(
      ConfigResource resource, String key, String value, AlterConfigOp.OpType type)
      throws Exception {
    AlterConfigOp operation = new AlterConfigOp(new ConfigEntry(key, value), type);
    Clients.done(admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all());
  }

  private static ConfigEntry entry(ConfigResource resource, String key) throws Exception {
    Config config = Clients.done(admin.describeConfigs(List.of(resource)).all()).get(resource);
    return config.get(key);
  }

  private static ListOffsetsResultInfo offset(TopicPartition partition, OffsetSpec spec)
      throws Exception {
    return Clients.done(admin.listOffsets(Map.of(partition, spec)).all()).get(partition);
  }

  private static long cut(TopicPartition partition, long offset) throws Exception {
    return Clients.done(
            admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .lowWatermarks()
                .get(partition))
        .lowWatermark();
  }

  private static void produce(String topic, int partition, long timestamp)
      throws InterruptedException, ExecutionException {
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      producer.send(new ProducerRecord<>(topic, partition, timestamp, null, "value")).get();
    }
  }
}
