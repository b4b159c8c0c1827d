package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionRequest.BrokerState;
import io.ringmain.protocol.message.AlterPartitionResponse;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * AlterPartition: a leader asks for other in-sync replicas. Each partition on its own; all that are
 * granted are one commit, and the answer has the partitions as they are after it.
 *
 * <p>Who joins must be alive, must mean to stay, and must be the very registration that the leader
 * saw fetch (KIP-841, KIP-903): a broker that has restarted since may have lost what it had.
 */
public final class PartitionAlteration implements ControllerOperation<AlterPartitionResponse> {

  private static final short FIRST_VERSION_WITH_EPOCHS = 3;
  private static final long ANY_EPOCH = -1;

  private final AlterPartitionRequest request;
  private final short version;
  private final BrokerConfig config;

  /**
   * @param version in which the request came
   */
  public PartitionAlteration(AlterPartitionRequest request, short version, BrokerConfig config) {
    this.request = request;
    this.version = version;
    this.config = config;
  }

  @Override
  public AlterPartitionResponse run(Draft draft) {
    AlterPartitionResponse response = new AlterPartitionResponse();
    MetadataImage image = draft.image();
    BrokerEpochs.check(image, request.brokerId(), request.brokerEpoch());
    for (AlterPartitionRequest.TopicData topic : request.topics()) {
      AlterPartitionResponse.TopicData answer =
          new AlterPartitionResponse.TopicData().topicId(topic.topicId());
      response.topics().add(answer);
      Optional<TopicImage> known = image.topic(topic.topicId());
      for (AlterPartitionRequest.PartitionData asked : topic.partitions()) {
        AlterPartitionResponse.PartitionData partition =
            known
                .map(there -> alter(draft, image, there, asked))
                .orElseGet(() -> refused(asked, ErrorCode.UNKNOWN_TOPIC_ID));
        answer.partitions().add(partition);
      }
    }
    return response;
  }

  private static AlterPartitionResponse.PartitionData refused(
      AlterPartitionRequest.PartitionData asked, ErrorCode error) {
    return new AlterPartitionResponse.PartitionData()
        .partitionIndex(asked.partitionIndex())
        .errorCode(error.id());
  }

  private AlterPartitionResponse.PartitionData alter(
      Draft draft,
      MetadataImage image,
      TopicImage topic,
      AlterPartitionRequest.PartitionData asked) {
    Optional<PartitionImage> before = draft.partition(topic.id(), asked.partitionIndex());
    if (before.isEmpty()) {
      return refused(asked, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    List<BrokerState> isr = inSync(asked);
    ErrorCode problem = problem(image, before.get(), asked, isr);
    if (problem != ErrorCode.NONE) {
      return refused(asked, problem);
    }
    Optional<PartitionChangeRecord> record =
        new PartitionChange(
                topic.id(),
                before.get(),
                ElectionRules.of(image, topic.name(), config),
                image::active)
            .isr(isr.stream().map(BrokerState::brokerId).toList())
            .record();
    record.ifPresent(draft::add);
    PartitionImage after = draft.partition(topic.id(), asked.partitionIndex()).orElseThrow();
    if (after.leaderEpoch() != asked.leaderEpoch()) {
      // A reassignment has ended, and with it the asking broker's leadership or its leader epoch.
      return refused(asked, ErrorCode.NEW_LEADER_ELECTED);
    }
    return new AlterPartitionResponse.PartitionData()
        .partitionIndex(asked.partitionIndex())
        .leaderId(after.leader())
        .leaderEpoch(after.leaderEpoch())
        .isr(after.isr())
        .partitionEpoch(after.partitionEpoch());
  }

  private List<BrokerState> inSync(AlterPartitionRequest.PartitionData asked) {
    return version >= FIRST_VERSION_WITH_EPOCHS
        ? asked.newIsrWithEpochs()
        : asked.newIsr().stream()
            .map(id -> new BrokerState().brokerId(id).brokerEpoch(ANY_EPOCH))
            .toList();
  }

  private ErrorCode problem(
      MetadataImage image,
      PartitionImage partition,
      AlterPartitionRequest.PartitionData asked,
      List<BrokerState> isr) {
    List<Integer> ids = isr.stream().map(BrokerState::brokerId).toList();
    if (asked.leaderEpoch() > partition.leaderEpoch()
        || asked.partitionEpoch() > partition.partitionEpoch()) {
      // The broker knows more than this controller: there must be another by now.
      return ErrorCode.NOT_CONTROLLER;
    }
    if (asked.leaderEpoch() < partition.leaderEpoch()) {
      return ErrorCode.FENCED_LEADER_EPOCH;
    }
    if (request.brokerId() != partition.leader()) {
      return ErrorCode.INVALID_REQUEST;
    }
    if (asked.partitionEpoch() < partition.partitionEpoch()) {
      return ErrorCode.INVALID_UPDATE_VERSION;
    }
    boolean valid =
        ids.contains(partition.leader())
            && partition.replicas().containsAll(ids)
            && new HashSet<>(ids).size() == ids.size()
            && asked.leaderRecoveryState() == 0;
    if (!valid) {
      return ErrorCode.INVALID_REQUEST;
    }
    return isr.stream().allMatch(state -> mayJoin(image, state))
        ? ErrorCode.NONE
        : ErrorCode.INELIGIBLE_REPLICA;
  }

  private static boolean mayJoin(MetadataImage image, BrokerState state) {
    return image
        .broker(state.brokerId())
        .filter(BrokerImage::active)
        .filter(broker ->
            state.brokerEpoch() == ANY_EPOCH || state.brokerEpoch() == broker.brokerEpoch())
        .isPresent();
  }
}
