package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionRequest.BrokerState;
import io.ringmain.protocol.message.AlterPartitionResponse;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartitionAlterationTest {

  private static final UUID TOPIC = new UUID(3, 3);
  private static final BrokerConfig CONFIG =
      BrokerConfig.parse(Map.of("node.id", "1", "log.dirs", "/data"));

  /** Brokers 1 to 3 with epochs 11 to 13; one partition, led by 1 with 1 and 2 in sync. */
  private final Draft draft = new Draft(MetadataImage.empty("cluster"), 1, new Random(1));

  PartitionAlterationTest() {
    for (int id = 1; id <= 3; id++) {
      draft.add(
          MetadataSnapshot.record(
              new BrokerImage(
                  id, 10 + id, new UUID(id, id), List.of(), Optional.empty(), false, false)));
    }
    draft.add(new TopicRecord().name("orders").topicId(TOPIC));
    draft.add(
        new PartitionRecord()
            .topicId(TOPIC)
            .partitionId(0)
            .replicas(List.of(1, 2, 3))
            .isr(List.of(1, 2))
            .leader(1)
            .leaderEpoch(5)
            .partitionEpoch(8));
  }

  private static AlterPartitionRequest.PartitionData asking(int... isr) {
    List<BrokerState> states = new ArrayList<>();
    for (int id : isr) {
      states.add(new BrokerState().brokerId(id).brokerEpoch(10 + id));
    }
    return new AlterPartitionRequest.PartitionData()
        .partitionIndex(0)
        .leaderEpoch(5)
        .partitionEpoch(8)
        .newIsrWithEpochs(states);
  }

  private AlterPartitionResponse.PartitionData alter(AlterPartitionRequest.PartitionData asked) {
    return alter(1, TOPIC, asked);
  }

  private AlterPartitionResponse.PartitionData alter(
      int broker, UUID topic, AlterPartitionRequest.PartitionData asked) {
    AlterPartitionRequest request =
        new AlterPartitionRequest()
            .brokerId(broker)
            .brokerEpoch(10 + broker)
            .topics(
                List.of(
                    new AlterPartitionRequest.TopicData()
                        .topicId(topic)
                        .partitions(List.of(asked))));
    return new PartitionAlteration(request, (short) 3, CONFIG)
        .run(draft)
        .topics()
        .getFirst()
        .partitions()
        .getFirst();
  }

  private PartitionImage partition() {
    return draft.image().partition("orders", 0).orElseThrow();
  }

  private void assertRefused(ErrorCode error, AlterPartitionRequest.PartitionData asked) {
    PartitionImage before = partition();
    assertEquals(error.id(), alter(asked).errorCode());
    assertEquals(before, partition());
  }

  @Test
  void replicaThatCaughtUpJoinsAndTheAnswerIsTheNewState() {
    AlterPartitionResponse.PartitionData answer = alter(asking(1, 2, 3));
    assertEquals(ErrorCode.NONE.id(), answer.errorCode());
    assertEquals(List.of(1, 2, 3), answer.isr());
    assertEquals(9, answer.partitionEpoch());
    assertEquals(5, answer.leaderEpoch());
    assertEquals(1, answer.leaderId());
    assertEquals(List.of(1, 2, 3), partition().isr());
  }

  @Test
  void sameReplicasAgainChangeNothing() {
    AlterPartitionResponse.PartitionData answer = alter(asking(1, 2));
    assertEquals(ErrorCode.NONE.id(), answer.errorCode());
    assertEquals(8, answer.partitionEpoch());
  }

  @Test
  void olderRequestIsRefused() {
    assertRefused(ErrorCode.FENCED_LEADER_EPOCH, asking(1).leaderEpoch(4));
    assertRefused(ErrorCode.INVALID_UPDATE_VERSION, asking(1).partitionEpoch(7));
  }

  @Test
  void brokerThatKnowsMoreIsSentToTheOtherController() {
    assertRefused(ErrorCode.NOT_CONTROLLER, asking(1).leaderEpoch(6));
    assertRefused(ErrorCode.NOT_CONTROLLER, asking(1).partitionEpoch(9));
  }

  @Test
  void onlyTheLeaderMayAskAndMustBeInSync() {
    assertEquals(ErrorCode.INVALID_REQUEST.id(), alter(2, TOPIC, asking(1, 2, 3)).errorCode());
    assertRefused(ErrorCode.INVALID_REQUEST, asking(2));
    assertRefused(ErrorCode.INVALID_REQUEST, asking());
    assertRefused(ErrorCode.INVALID_REQUEST, asking(1, 1));
    assertRefused(ErrorCode.INVALID_REQUEST, asking(1, 9));
    assertRefused(ErrorCode.INVALID_REQUEST, asking(1).leaderRecoveryState((byte) 1));
  }

  @Test
  void unknownTopicsAndPartitionsAreSaid() {
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID.id(), alter(1, new UUID(9, 9), asking(1)).errorCode());
    assertRefused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, asking(1).partitionIndex(1));
  }

  @Test
  void fencedOrStoppingOrRestartedReplicaIsIneligible() {
    draft.add(new BrokerRegistrationChangeRecord().brokerId(3).brokerEpoch(13).fenced((byte) 1));
    assertRefused(ErrorCode.INELIGIBLE_REPLICA, asking(1, 2, 3));
    draft.add(
        new BrokerRegistrationChangeRecord()
            .brokerId(3)
            .brokerEpoch(13)
            .fenced((byte) -1)
            .inControlledShutdown((byte) 1));
    assertRefused(ErrorCode.INELIGIBLE_REPLICA, asking(1, 2, 3));
    AlterPartitionRequest.PartitionData restarted = asking(1, 2);
    restarted.newIsrWithEpochs().get(1).brokerEpoch(11);
    assertRefused(ErrorCode.INELIGIBLE_REPLICA, restarted);
  }

  @Test
  void staleRegistrationOfTheAskingBrokerIsRefusedAsAWhole() {
    AlterPartitionRequest request = new AlterPartitionRequest().brokerId(1).brokerEpoch(10);
    ControllerException refused =
        assertThrows(
            ControllerException.class,
            () -> new PartitionAlteration(request, (short) 3, CONFIG).run(draft));
    assertEquals(ErrorCode.STALE_BROKER_EPOCH, refused.error());
  }

  @Test
  void leaderWhoseReassignmentEndsIsToldThatAnotherWasElected() {
    draft.add(
        new PartitionChangeRecord()
            .topicId(TOPIC)
            .partitionId(0)
            .replicas(List.of(2, 3, 1))
            .addingReplicas(List.of(3))
            .removingReplicas(List.of(1)));
    AlterPartitionResponse.PartitionData answer = alter(asking(1, 2, 3).partitionEpoch(9));
    assertEquals(ErrorCode.NEW_LEADER_ELECTED.id(), answer.errorCode());
    assertEquals(List.of(2, 3), partition().replicas());
    assertEquals(2, partition().leader());
    assertEquals(6, partition().leaderEpoch());
  }
}
