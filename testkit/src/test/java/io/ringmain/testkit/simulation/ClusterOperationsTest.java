package io.ringmain.testkit.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.ElectLeadersRequest;
import io.ringmain.protocol.message.ElectLeadersResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.testkit.client.FrameClient;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator does to four brokers, asked of any of them. */
class ClusterOperationsTest {
  private static final int PATIENCE_MS = 60_000;

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final SimulatedCluster cluster =
      new SimulatedCluster(scheduler, new ClusterOptions(4, false, 3, 2, 3_000), 1);
  private final SimulatedProcess self = scheduler.newProcess("admin");
  private final Map<Integer, FrameClient> clients = new HashMap<>();

  @BeforeEach
  void start() {
    cluster.machines().forEach(SimulatedMachine::start);
    assertTrue(scheduler.passUnless(cluster::isUp, PATIENCE_MS));
    for (SimulatedMachine machine : cluster.machines()) {
      clients.put(
          machine.brokerId(),
          scheduler.await(
              FrameClient.connect(
                  cluster.transportFor(self), machine.name(), SimulatedMachine.PORT),
              PATIENCE_MS));
    }
    create("orders", List.of(1, 2, 3));
  }

  private <R extends ApiMessage> R ask(int broker, ApiMessage request, Class<R> response) {
    short version = request.apiKey().highestVersion();
    return scheduler.await(clients.get(broker).send(request, version, response), PATIENCE_MS);
  }

  private MetadataResponse metadata(int broker) {
    return metadata("orders", broker);
  }

  private MetadataResponse metadata(String topic, int broker) {
    return ask(
        broker,
        new MetadataRequest()
            .topics(List.of(new MetadataRequest.MetadataRequestTopic().name(topic))),
        MetadataResponse.class);
  }

  private MetadataResponsePartition partition(int broker) {
    return metadata(broker).topics().getFirst().partitions().getFirst();
  }

  private int notTheController() {
    int controller = metadata(4).controllerId();
    return controller == 4 ? 3 : 4;
  }

  private void create(String name, List<Integer> replicas) {
    assertEquals(1, partition(createTopic(name, replicas)).leaderId());
  }

  /** Returns which broker was asked. */
  private int createTopic(String name, List<Integer> replicas) {
    CreateTopicsRequest request =
        new CreateTopicsRequest()
            .timeoutMs(10_000)
            .topics(
                List.of(
                    new CreatableTopic()
                        .name(name)
                        .numPartitions(-1)
                        .replicationFactor((short) -1)
                        .assignments(
                            List.of(
                                new CreatableReplicaAssignment()
                                    .partitionIndex(0)
                                    .brokerIds(replicas)))));
    int broker = notTheController();
    CreateTopicsResponse response = ask(broker, request, CreateTopicsResponse.class);
    assertEquals(ErrorCode.NONE.id(), response.topics().getFirst().errorCode());
    return broker;
  }

  private void pass(long ms) {
    scheduler.passUnless(() -> false, ms);
  }

  @Test
  void anotherInSyncReplicaLeadsWhenTheLeaderIsKilled() {
    cluster.machines().getFirst().kill();
    pass(15_000);
    assertEquals(2, partition(4).leaderId());
    assertEquals(List.of(2, 3), partition(4).isrNodes());
    cluster.machines().getFirst().start();
    pass(30_000);
    assertEquals(3, partition(4).isrNodes().size());
  }

  /** In virtual time. Followers wait at leaders for half a second when there is nothing new. */
  @Test
  void recordsOfANewLeaderDoNotWaitUntilItsFollowersAskAnyhow() {
    for (int lead = 1; lead <= 12; lead++) {
      pass(2_000 + 41 * lead);
      List<Integer> replicas = lead % 2 == 0 ? List.of(1, 2, 3) : List.of(2, 1, 3);
      String topic = "orders-" + lead;
      createTopic(topic, replicas);
      long startMs = scheduler.wallMs();
      ErrorCode error = produce(topic, replicas.getFirst());
      while (error == ErrorCode.NOT_LEADER_OR_FOLLOWER) {
        pass(1);
        error = produce(topic, replicas.getFirst());
      }
      assertEquals(ErrorCode.NONE, error);
      long passedMs = scheduler.wallMs() - startMs;
      assertTrue(passedMs < 150, topic + " took " + passedMs + " ms");
    }
  }

  private ErrorCode produce(int broker) {
    return produce("orders", broker);
  }

  private ErrorCode produce(String topic, int broker) {
    ByteBuffer batch =
        new RecordBatchBuilder()
            .begin(0)
            .append(scheduler.wallMs(), null, "value".getBytes(UTF_8))
            .build();
    ProduceRequest request =
        new ProduceRequest()
            .acks((short) -1)
            .timeoutMs(10_000)
            .topicData(
                List.of(
                    new ProduceRequest.TopicProduceData()
                        .topicId(metadata(topic, broker).topics().getFirst().topicId())
                        .partitionData(
                            List.of(
                                new ProduceRequest.PartitionProduceData()
                                    .records(new BufferRecords(batch))))));
    short error =
        ask(broker, request, ProduceResponse.class)
            .responses()
            .getFirst()
            .partitionResponses()
            .getFirst()
            .errorCode();
    return ErrorCode.forId(error).orElseThrow();
  }

  /** Of the log alone: nothing says that its directory has failed. */
  @Test
  void anotherInSyncReplicaLeadsWhenTheLeadersLogFails() {
    assertEquals(ErrorCode.NONE, produce(1));
    SimulatedMachine first = cluster.machines().getFirst();
    first.disk().writesFail(true);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(1));
    pass(2_000);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, produce(1));
    for (int broker = 1; broker <= 4; broker++) {
      assertEquals(2, partition(broker).leaderId());
      assertEquals(List.of(2, 3), partition(broker).isrNodes());
      assertEquals(List.of(1), partition(broker).offlineReplicas());
    }
    assertEquals(ErrorCode.NONE, produce(2));
    first.disk().writesFail(false);
    first.kill();
    first.start();
    pass(30_000);
    assertEquals(3, partition(4).isrNodes().size());
    assertEquals(List.of(), partition(4).offlineReplicas());
  }

  @Test
  void aFollowerWhoseLogFailsIsOutOfSyncAtOnce() {
    cluster.machines().get(2).disk().writesFail(true);
    assertEquals(ErrorCode.NONE, produce(1));
    pass(1_000); // Until all brokers have heard of it.
    assertEquals(List.of(1, 2), partition(4).isrNodes());
    assertEquals(List.of(3), partition(4).offlineReplicas());
  }

  @Test
  void brokerThatStopsHasHandedItsPartitionsOver() {
    cluster.machines().getFirst().stop();
    scheduler.passUnless(() -> cluster.machines().getFirst().process().isEmpty(), PATIENCE_MS);
    pass(1_000);
    assertEquals(2, partition(4).leaderId());
    assertEquals(List.of(2, 3), partition(4).isrNodes());
  }

  @Test
  void reassignmentEndsWithTheTargetReplicasInSync() {
    AlterPartitionReassignmentsRequest request =
        new AlterPartitionReassignmentsRequest()
            .topics(
                List.of(
                    new ReassignableTopic()
                        .name("orders")
                        .partitions(
                            List.of(
                                new ReassignablePartition()
                                    .partitionIndex(0)
                                    .replicas(List.of(4, 2))))));
    AlterPartitionReassignmentsResponse response =
        ask(notTheController(), request, AlterPartitionReassignmentsResponse.class);
    assertEquals(
        ErrorCode.NONE.id(), response.responses().getFirst().partitions().getFirst().errorCode());
    pass(10_000);
    MetadataResponsePartition after = partition(3);
    assertEquals(List.of(4, 2), after.replicaNodes());
    assertEquals(List.of(2, 4), after.isrNodes().stream().sorted().toList());
    assertEquals(4, after.leaderId());
  }

  @Test
  void preferredLeaderIsElectedOnRequest() {
    cluster.machines().getFirst().stop();
    scheduler.passUnless(() -> cluster.machines().getFirst().process().isEmpty(), PATIENCE_MS);
    cluster.machines().getFirst().start();
    pass(30_000);
    assertEquals(2, partition(4).leaderId());
    ElectLeadersResponse response =
        ask(
            notTheController(),
            new ElectLeadersRequest().topicPartitions(null).timeoutMs(10_000),
            ElectLeadersResponse.class);
    assertEquals("orders", response.replicaElectionResults().getFirst().topic());
    assertEquals(1, partition(notTheController()).leaderId());
  }
}
