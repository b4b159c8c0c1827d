package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionRequest.BrokerState;
import io.ringmain.protocol.message.ListPartitionReassignmentsRequest;
import io.ringmain.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionReassignmentTest {

  private final DraftedCluster cluster = new DraftedCluster();

  private ErrorCode reassign(String topic, boolean otherFactor, List<Integer> replicas) {
    AlterPartitionReassignmentsRequest request =
        new AlterPartitionReassignmentsRequest()
            .allowReplicationFactorChange(otherFactor)
            .topics(
                List.of(
                    new ReassignableTopic()
                        .name(topic)
                        .partitions(
                            List.of(
                                new ReassignablePartition()
                                    .partitionIndex(0)
                                    .replicas(replicas)))));
    short error =
        new PartitionReassignment(request, DraftedCluster.CONFIG)
            .run(cluster.draft)
            .responses()
            .getFirst()
            .partitions()
            .getFirst()
            .errorCode();
    return ErrorCode.forId(error).orElseThrow();
  }

  private ErrorCode reassign(List<Integer> replicas) {
    return reassign("orders", true, replicas);
  }

  private PartitionImage partition() {
    return cluster.partition("orders");
  }

  /** The leader says who is in sync. */
  private void inSync(Integer... isr) {
    PartitionImage now = partition();
    AlterPartitionRequest.PartitionData asked =
        new AlterPartitionRequest.PartitionData()
            .partitionIndex(0)
            .leaderEpoch(now.leaderEpoch())
            .partitionEpoch(now.partitionEpoch())
            .newIsrWithEpochs(
                Stream.of(isr)
                    .map(id -> new BrokerState().brokerId(id).brokerEpoch(10 + id))
                    .toList());
    new PartitionAlteration(
            new AlterPartitionRequest()
                .brokerId(now.leader())
                .brokerEpoch(10 + now.leader())
                .topics(
                    List.of(
                        new AlterPartitionRequest.TopicData()
                            .topicId(cluster.draft.image().topic("orders").orElseThrow().id())
                            .partitions(List.of(asked)))),
            (short) 3,
            DraftedCluster.CONFIG)
        .run(cluster.draft);
  }

  @Test
  void endsWithExactlyTheTargetReplicas() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.NONE, reassign(List.of(3, 4)));
    assertEquals(List.of(3, 4, 1, 2), partition().replicas());
    assertEquals(List.of(3, 4), partition().addingReplicas());
    assertEquals(List.of(1, 2), partition().removingReplicas());
    assertEquals(1, partition().leader());
    inSync(1, 2, 3);
    assertEquals(List.of(3, 4, 1, 2), partition().replicas());
    inSync(1, 2, 3, 4);
    assertEquals(List.of(3, 4), partition().replicas());
    assertEquals(List.of(3, 4), partition().isr());
    assertFalse(partition().isReassigning());
    assertEquals(3, partition().leader());
  }

  @Test
  void calledOffItIsAsBefore() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    reassign(List.of(2, 3));
    inSync(1, 2);
    assertEquals(ErrorCode.NONE, reassign(null));
    assertEquals(List.of(2, 1), partition().replicas());
    assertEquals(List.of(1, 2), partition().isr());
    assertEquals(1, partition().leader());
    assertFalse(partition().isReassigning());
    assertEquals(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, reassign(null));
  }

  @Test
  void anotherTargetReplacesTheOneUnderWay() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    reassign(List.of(3, 4));
    assertEquals(ErrorCode.NONE, reassign(List.of(3, 5)));
    assertEquals(List.of(3, 5, 4, 1, 2), partition().replicas());
    assertEquals(List.of(3, 5), partition().addingReplicas());
    assertEquals(List.of(4, 1, 2), partition().removingReplicas());
  }

  @Test
  void otherOrderTakesEffectAtOnce() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.NONE, reassign(List.of(2, 1)));
    assertEquals(List.of(2, 1), partition().replicas());
    assertEquals(1, partition().leader());
    assertFalse(partition().isReassigning());
  }

  @Test
  void replicasAreRemovedAtOnceWhereTheOthersAreInSync() {
    cluster.topic("orders", List.of(1, 2, 3), List.of(1, 2, 3), 3);
    assertEquals(ErrorCode.NONE, reassign(List.of(1, 2)));
    assertEquals(List.of(1, 2), partition().replicas());
    assertEquals(List.of(1, 2), partition().isr());
    assertEquals(1, partition().leader());
  }

  @Test
  void replicationFactorStaysWhereItMustNotChange() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.INVALID_REPLICATION_FACTOR, reassign("orders", false, List.of(1, 2, 3)));
    assertEquals(ErrorCode.NONE, reassign("orders", false, List.of(1, 3)));
    // What is being removed does not count.
    assertEquals(ErrorCode.NONE, reassign("orders", false, List.of(4, 5)));
  }

  @Test
  void refusesWhatCannotBe() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reassign(List.of()));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reassign(List.of(3, 3)));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reassign(List.of(3, 9)));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, reassign("nowhere", true, List.of(1)));
  }

  @Test
  void callingOffNeedsAnUncleanElectionWhereOnlyAddedReplicasAreInSync() {
    cluster.topic("orders", List.of(1), List.of(1), 1);
    reassign(List.of(2, 3));
    inSync(1, 2);
    cluster.draft.add(
        new PartitionChangeRecord()
            .topicId(cluster.draft.image().topic("orders").orElseThrow().id())
            .partitionId(0)
            .isr(List.of(2))
            .leader(2));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reassign(null));
    cluster.allowUnclean("orders");
    assertEquals(ErrorCode.NONE, reassign(null));
    assertEquals(List.of(1), partition().replicas());
    assertEquals(1, partition().leader());
  }

  @Test
  void isNotCalledOffWhileTheOnlyReplicaInSyncIsAnAddedOneThatDied() {
    cluster.topic("orders", List.of(1), List.of(1), 1);
    reassign(List.of(2, 3));
    cluster.draft.add(
        new PartitionChangeRecord()
            .topicId(cluster.draft.image().topic("orders").orElseThrow().id())
            .partitionId(0)
            .isr(List.of())
            .eligibleLeaderReplicas(List.of(2))
            .lastKnownElr(List.of(2))
            .leader(PartitionImage.NO_LEADER));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reassign(null));
    assertEquals(List.of(2), partition().elr());
    assertEquals(List.of(2, 3, 1), partition().replicas());
    cluster.allowUnclean("orders");
    assertEquals(ErrorCode.NONE, reassign(null));
    assertEquals(List.of(1), partition().replicas());
    assertEquals(1, partition().leader());
  }

  private List<OngoingPartitionReassignment> listed(List<ListPartitionReassignmentsTopics> asked) {
    ListPartitionReassignmentsResponse response =
        new ReassignmentListing(new ListPartitionReassignmentsRequest().topics(asked))
            .run(cluster.draft);
    return response.topics().stream().flatMap(topic -> topic.partitions().stream()).toList();
  }

  @Test
  void listsWhatIsUnderWay() {
    cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    cluster.topic("other", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(List.of(), listed(null));
    reassign(List.of(2, 3));
    OngoingPartitionReassignment expected =
        new OngoingPartitionReassignment()
            .partitionIndex(0)
            .replicas(List.of(2, 3, 1))
            .addingReplicas(List.of(3))
            .removingReplicas(List.of(1));
    assertEquals(List.of(expected), listed(null));
    ListPartitionReassignmentsTopics asked =
        new ListPartitionReassignmentsTopics().name("orders").partitionIndexes(List.of(0, 7));
    assertEquals(List.of(expected), listed(List.of(asked)));
    assertEquals(
        List.of(),
        listed(
            List.of(
                new ListPartitionReassignmentsTopics()
                    .name("nowhere")
                    .partitionIndexes(List.of(0)))));
  }
}
