package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest.DirectoryData;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest.PartitionData;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest.TopicData;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DirectoryAssignmentTest {

  private final DraftedCluster cluster = new DraftedCluster();

  private ErrorCode assign(UUID directory, UUID topic, int broker) {
    AssignReplicasToDirsRequest request =
        new AssignReplicasToDirsRequest()
            .brokerId(broker)
            .brokerEpoch(10 + broker)
            .directories(
                List.of(
                    new DirectoryData()
                        .id(directory)
                        .topics(
                            List.of(
                                new TopicData()
                                    .topicId(topic)
                                    .partitions(List.of(new PartitionData()))))));
    short error =
        new DirectoryAssignment(request, DraftedCluster.CONFIG)
            .run(cluster.draft)
            .directories()
            .getFirst()
            .topics()
            .getFirst()
            .partitions()
            .getFirst()
            .errorCode();
    return ErrorCode.forId(error).orElseThrow();
  }

  @Test
  void othersLeadWhatABrokerHasLost() {
    UUID topic = cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.NONE, assign(LogDirectories.LOST, topic, 1));
    assertEquals(2, cluster.partition("orders").leader());
    assertEquals(List.of(2), cluster.partition("orders").isr());
  }

  @Test
  void nobodyLeadsWhatOnlyThatBrokerHad() {
    UUID topic = cluster.topic("orders", List.of(1, 2), List.of(1), 1);
    assign(LogDirectories.LOST, topic, 1);
    assertFalse(cluster.partition("orders").hasLeader());
    assertEquals(List.of(), cluster.partition("orders").elr());
    assertEquals(List.of(1), cluster.partition("orders").lastKnownElr());
  }

  @Test
  void lostReplicaIsNotElectedBeforeItIsBack() {
    UUID topic = cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assign(LogDirectories.LOST, topic, 2);
    assertEquals(List.of(2), cluster.partition("orders").lostReplicas());
    assertEquals(1, cluster.partition("orders").leader());
    assign(LogDirectories.LOST, topic, 1);
    assertEquals(List.of(1, 2), sorted(cluster.partition("orders").lostReplicas()));
    cluster.allowUnclean("orders");
    assertFalse(cluster.partition("orders").hasLeader());
    assign(new UUID(5, 5), topic, 1);
    assertEquals(List.of(2), cluster.partition("orders").lostReplicas());
    assertEquals(1, cluster.partition("orders").leader());
    assertEquals(List.of(1), cluster.partition("orders").isr());
  }

  @Test
  void toldTwiceChangesNothing() {
    UUID topic = cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assign(LogDirectories.LOST, topic, 2);
    int partitionEpoch = cluster.partition("orders").partitionEpoch();
    assign(LogDirectories.LOST, topic, 2);
    assertEquals(partitionEpoch, cluster.partition("orders").partitionEpoch());
  }

  private static List<Integer> sorted(List<Integer> ids) {
    return ids.stream().sorted().toList();
  }

  @Test
  void directoryThatIsThereChangesNothing() {
    UUID topic = cluster.topic("orders", List.of(1, 2), List.of(1, 2), 1);
    assertEquals(ErrorCode.NONE, assign(new UUID(5, 5), topic, 1));
    assertEquals(8, cluster.partition("orders").partitionEpoch());
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, assign(LogDirectories.LOST, topic, 3));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID, assign(LogDirectories.LOST, new UUID(9, 9), 1));
  }
}
