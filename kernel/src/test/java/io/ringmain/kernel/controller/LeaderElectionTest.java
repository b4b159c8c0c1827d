package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ElectLeadersRequest;
import io.ringmain.protocol.message.ElectLeadersRequest.TopicPartitions;
import io.ringmain.protocol.message.ElectLeadersResponse;
import io.ringmain.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {

  private static final byte PREFERRED = 0;
  private static final byte UNCLEAN = 1;

  private final DraftedCluster cluster = new DraftedCluster();

  private ElectLeadersResponse electAll(byte type, List<TopicPartitions> topics) {
    return new LeaderElection(
            new ElectLeadersRequest().electionType(type).topicPartitions(topics),
            DraftedCluster.CONFIG)
        .run(cluster.draft);
  }

  private ErrorCode elect(byte type, String topic) {
    ElectLeadersResponse response =
        electAll(type, List.of(new TopicPartitions().topic(topic).partitions(List.of(0))));
    short error =
        response.replicaElectionResults().getFirst().partitionResult().getFirst().errorCode();
    return ErrorCode.forId(error).orElseThrow();
  }

  @Test
  void preferredReplicaLeadsWhenItIsInSync() {
    cluster.topic("orders", List.of(1, 2), List.of(2, 1), 2);
    assertEquals(ErrorCode.NONE, elect(PREFERRED, "orders"));
    assertEquals(1, cluster.partition("orders").leader());
    assertEquals(6, cluster.partition("orders").leaderEpoch());
    assertEquals(ErrorCode.ELECTION_NOT_NEEDED, elect(PREFERRED, "orders"));
  }

  @Test
  void preferredReplicaThatCannotLeadIsSaid() {
    cluster.topic("behind", List.of(1, 2), List.of(2), 2);
    assertEquals(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, elect(PREFERRED, "behind"));
    cluster.topic("gone", List.of(3, 2), List.of(2, 3), 2);
    cluster.fence(3);
    assertEquals(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, elect(PREFERRED, "gone"));
    assertEquals(2, cluster.partition("gone").leader());
  }

  @Test
  void uncleanElectionIsForPartitionsThatNobodyLeads() {
    cluster.topic("led", List.of(1, 2), List.of(1), 1);
    assertEquals(ErrorCode.ELECTION_NOT_NEEDED, elect(UNCLEAN, "led"));
    cluster.topic("lost", List.of(1, 2), List.of(), -1);
    assertEquals(ErrorCode.NONE, elect(UNCLEAN, "lost"));
    assertEquals(1, cluster.partition("lost").leader());
    cluster.topic("hopeless", List.of(3), List.of(), -1);
    cluster.fence(3);
    assertEquals(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, elect(UNCLEAN, "hopeless"));
  }

  @Test
  void unknownTopicsPartitionsAndKindsAreRefused() {
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, elect(PREFERRED, "nowhere"));
    ControllerException refused =
        assertThrows(ControllerException.class, () -> electAll((byte) 7, List.of()));
    assertEquals(ErrorCode.INVALID_REQUEST, refused.error());
  }

  @Test
  void ofAllPartitionsOnlyThoseAreNamedThatNeededAnElection() {
    cluster.topic("fine", List.of(1, 2), List.of(1, 2), 1);
    cluster.topic("other", List.of(1, 2), List.of(1, 2), 2);
    List<ReplicaElectionResult> results = electAll(PREFERRED, null).replicaElectionResults();
    assertEquals(List.of("other"), results.stream().map(ReplicaElectionResult::topic).toList());
    assertEquals(1, cluster.partition("other").leader());
  }
}
