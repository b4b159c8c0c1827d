package io.ringmain.testkit.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterReplicaLogDirsRequest;
import io.ringmain.protocol.message.AlterReplicaLogDirsResponse;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.DescribeLogDirsRequest;
import io.ringmain.protocol.message.DescribeLogDirsResponse;
import io.ringmain.protocol.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several log directories, moves between them, and one that fails: answers are Kafka 4.4's. */
class LogDirectoriesTest {
  private static final String TOPIC = "orders";
  private static final int MAX_ROUNDS = 200;

  @TempDir private Path folder;
  private Path first;
  private Path second;
  private OneBroker one;

  @BeforeEach
  void start() {
    first = folder.resolve("first");
    second = folder.resolve("second");
    one = new OneBroker(1, first, second);
    one.start();
    create(TOPIC, 2);
    assertEquals(ErrorCode.NONE, produce(0));
    assertEquals(ErrorCode.NONE, produce(1));
  }

  private void create(String name, int partitions) {
    CreateTopicsRequest.CreatableTopic topic =
        new CreateTopicsRequest.CreatableTopic()
            .name(name)
            .numPartitions(partitions)
            .replicationFactor((short) 1);
    one.ask(
        new CreateTopicsRequest().topics(List.of(topic)).timeoutMs(10_000),
        7,
        CreateTopicsResponse.class);
  }

  private ErrorCode produce(int partition) {
    ProduceResponse response = one.ask(produceRequest(partition), 9, ProduceResponse.class);
    return ErrorCode.forId(
            response.responses().getFirst().partitionResponses().getFirst().errorCode())
        .orElseThrow();
  }

  private ProduceRequest produceRequest(int partition) {
    ByteBuffer batch =
        new RecordBatchBuilder()
            .begin(0)
            .append(one.scheduler.wallMs(), "key".getBytes(UTF_8), "value".getBytes(UTF_8))
            .build();
    ProduceRequest.TopicProduceData topic =
        new ProduceRequest.TopicProduceData()
            .name(TOPIC)
            .partitionData(
                List.of(
                    new ProduceRequest.PartitionProduceData()
                        .index(partition)
                        .records(new BufferRecords(batch))));
    return new ProduceRequest().acks((short) -1).timeoutMs(10_000).topicData(List.of(topic));
  }

  private DescribeLogDirsResult described(Path directory) {
    return one
        .ask(new DescribeLogDirsRequest().topics(null), 4, DescribeLogDirsResponse.class)
        .results()
        .stream()
        .filter(result -> result.logDir().equals(directory.toString()))
        .findFirst()
        .orElseThrow();
  }

  /** Which partitions lie in a directory; future ones with a mark. */
  private Set<String> in(Path directory) {
    Set<String> found = new TreeSet<>();
    described(directory)
        .topics()
        .forEach(topic ->
            topic
                .partitions()
                .forEach(partition ->
                    found.add(
                        topic.name()
                            + "-"
                            + partition.partitionIndex()
                            + (partition.isFutureKey() ? " future" : ""))));
    return found;
  }

  private ErrorCode alter(String topic, int partition, Path directory) {
    AlterReplicaLogDirsRequest.AlterReplicaLogDir one =
        new AlterReplicaLogDirsRequest.AlterReplicaLogDir().path(directory.toString());
    one.topics()
        .add(
            new AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic()
                .name(topic)
                .partitions(List.of(partition)));
    AlterReplicaLogDirsRequest request = new AlterReplicaLogDirsRequest();
    request.dirs().add(one);
    return ErrorCode.forId(
            this.one
                .ask(request, 2, AlterReplicaLogDirsResponse.class)
                .results()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode())
        .orElseThrow();
  }

  private long endOffset(int partition) {
    ListOffsetsRequest.ListOffsetsTopic topic =
        new ListOffsetsRequest.ListOffsetsTopic()
            .name(TOPIC)
            .partitions(
                List.of(
                    new ListOffsetsRequest.ListOffsetsPartition()
                        .partitionIndex(partition)
                        .timestamp(-1)));
    return one.ask(
            new ListOffsetsRequest().replicaId(-1).topics(List.of(topic)),
            7,
            ListOffsetsResponse.class)
        .topics()
        .getFirst()
        .partitions()
        .getFirst()
        .offset();
  }

  private MetadataResponse.MetadataResponsePartition told(int partition) {
    MetadataRequest.MetadataRequestTopic topic =
        new MetadataRequest.MetadataRequestTopic().name(TOPIC);
    return one
        .ask(new MetadataRequest().topics(List.of(topic)), 9, MetadataResponse.class)
        .topics()
        .getFirst()
        .partitions()
        .stream()
        .filter(found -> found.partitionIndex() == partition)
        .findFirst()
        .orElseThrow();
  }

  private void awaitLeader(int partition, int leader) {
    for (int round = 0; round < MAX_ROUNDS && told(partition).leaderId() != leader; round++) {
      one.scheduler.pass(10);
    }
    assertEquals(leader, told(partition).leaderId());
  }

  private void awaitIn(Path directory, Set<String> expected) {
    for (int round = 0; round < MAX_ROUNDS && !in(directory).equals(expected); round++) {
      assertEquals(ErrorCode.NONE, produce(0)); // Time goes by, and the log grows.
    }
    assertEquals(expected, in(directory));
  }

  /** The directory of partition 0, and the other one. */
  private boolean zeroIsInFirst() {
    return in(first).contains(TOPIC + "-0");
  }

  @Test
  void newLogsGoWhereTheFewestAre() {
    assertEquals(1, in(first).size());
    assertEquals(1, in(second).size());
    one.stop();
    one.start();
    assertEquals(1, in(first).size());
    assertEquals(1, endOffset(0));
    one.stop();
  }

  @Test
  void logMovesToTheDirectoryAskedForWhileItIsWrittenTo() {
    Path to = zeroIsInFirst() ? second : first;
    assertEquals(ErrorCode.NONE, alter(TOPIC, 0, to));
    awaitIn(to, Set.of(TOPIC + "-0", TOPIC + "-1"));
    long end = endOffset(0);
    assertEquals(ErrorCode.NONE, produce(0));
    assertEquals(end + 1, endOffset(0));
    one.stop();
    one.start();
    assertEquals(Set.of(TOPIC + "-0", TOPIC + "-1"), in(to));
    assertEquals(end + 1, endOffset(0));
    assertEquals(ErrorCode.NONE, produce(0));
    one.stop();
  }

  @Test
  void partitionToComeIsCreatedWhereItWasAskedFor() {
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, alter("later", 0, second));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, alter("later", 1, second));
    create("later", 2);
    assertTrue(in(second).containsAll(Set.of("later-0", "later-1")), in(second).toString());
    one.stop();
  }

  @Test
  void directoryThatIsNoneOfTheBrokersIsRefused() {
    assertEquals(ErrorCode.LOG_DIR_NOT_FOUND, alter(TOPIC, 0, folder.resolve("third")));
    one.stop();
  }

  @Test
  void failedDirectoryIsTakenOutOfServiceAndTheOtherGoesOn() {
    Path failing = zeroIsInFirst() ? first : second;
    Path good = zeroIsInFirst() ? second : first;
    one.disks.failWrites(failing, true);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(0));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(0));
    assertEquals(ErrorCode.NONE, produce(1));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR.id(), described(failing).errorCode());
    assertEquals(ErrorCode.NONE.id(), described(good).errorCode());
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, alter(TOPIC, 0, good));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, alter(TOPIC, 1, failing));
    create("later", 2);
    assertEquals(Set.of(TOPIC + "-1", "later-0", "later-1"), in(good));
    one.disks.failWrites(failing, false);
    one.stop();
    one.start();
    assertEquals(ErrorCode.NONE, produce(0));
    assertEquals(2, endOffset(0));
    one.stop();
  }

  @Test
  void clientsAreToldWhichReplicasAreInAFailedDirectoryUntilTheyAreBack() {
    int broker = told(0).leaderId();
    Path failing = zeroIsInFirst() ? first : second;
    one.disks.failWrites(failing, true);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(0));
    awaitLeader(0, -1);
    assertEquals(List.of(broker), told(0).offlineReplicas());
    assertEquals(ErrorCode.LEADER_NOT_AVAILABLE.id(), told(0).errorCode());
    assertEquals(List.of(), told(1).offlineReplicas());
    one.disks.failWrites(failing, false);
    one.stop();
    one.start();
    awaitLeader(0, broker);
    assertEquals(List.of(), told(0).offlineReplicas());
    assertEquals(ErrorCode.NONE, produce(0));
    one.stop();
  }

  @Test
  void brokerWithoutADirectoryInServiceStopsAndSaysWhy() {
    one.disks.failWrites(first, true);
    one.disks.failWrites(second, true);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(0));
    assertTrue(one.broker().failure().isEmpty());
    one.send(produceRequest(1), 9);
    one.awaitStopped();
    assertTrue(one.broker().failure().orElseThrow().contains("log.dirs"));
  }
}
