package io.ringmain.kernel.api;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetForLeaderEpochRequest;
import io.ringmain.protocol.message.OffsetForLeaderEpochResponse;

/** OffsetForLeaderEpoch: where a leader epoch ends, by which a client sees truncation (KIP-320). */
public final class OffsetForLeaderEpochHandler
    implements RequestHandler<OffsetForLeaderEpochRequest> {
  private final PartitionLookup partitions;

  public OffsetForLeaderEpochHandler(PartitionLookup partitions) {
    this.partitions = partitions;
  }

  @Override
  public void handle(RequestContext context, OffsetForLeaderEpochRequest request) {
    OffsetForLeaderEpochResponse response = new OffsetForLeaderEpochResponse();
    for (OffsetForLeaderEpochRequest.OffsetForLeaderTopic topic : request.topics()) {
      OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult answers =
          new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult().topic(topic.topic());
      response.topics().add(answers);
      for (OffsetForLeaderEpochRequest.OffsetForLeaderPartition asked : topic.partitions()) {
        answers.partitions().add(answer(topic.topic(), asked));
      }
    }
    context.respond(response);
  }

  private OffsetForLeaderEpochResponse.EpochEndOffset answer(
      String topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition asked) {
    OffsetForLeaderEpochResponse.EpochEndOffset answer =
        new OffsetForLeaderEpochResponse.EpochEndOffset().partition(asked.partition());
    ErrorCode fault = partitions.fault(topic, asked.partition(), asked.currentLeaderEpoch());
    Partition partition = partitions.find(topic, asked.partition());
    if (fault == ErrorCode.NONE && partition != null) {
      partition
          .reads()
          .endOfLeaderEpoch(asked.leaderEpoch())
          .ifPresent(end -> answer.leaderEpoch(end.leaderEpoch()).endOffset(end.endOffset()));
    }
    return answer.errorCode(fault.id());
  }
}
