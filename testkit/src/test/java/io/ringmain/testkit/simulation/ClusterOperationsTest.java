package io.ringmain.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ApiMessage;
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
import io.ringmain.testkit.client.FrameClient;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
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
    return ask(
        broker,
        new MetadataRequest()
            .topics(List.of(new MetadataRequest.MetadataRequestTopic().name("orders"))),
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
    assertEquals(1, partition(broker).leaderId());
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
