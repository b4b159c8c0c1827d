package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ringmain.protocol.message.SyncGroupResponse;

/** Answers of the group APIs that say nothing but an error. Any thread. */
public final class Responses {

  /** The id of a member that has none yet. */
  public static final String NO_MEMBER_ID = "";

  private Responses() {}

  /** The refusal of a join. */
  public static JoinGroupResponse joinError(String memberId, ErrorCode error) {
    return new JoinGroupResponse().memberId(memberId).errorCode(error.id()).protocolName(null);
  }

  /** The refusal of a sync. */
  public static SyncGroupResponse syncError(ErrorCode error) {
    return new SyncGroupResponse().errorCode(error.id());
  }

  /** The answer that refuses all partitions of a request. */
  public static OffsetCommitResponse commitError(OffsetCommitRequest request, ErrorCode error) {
    OffsetCommitResponse response = new OffsetCommitResponse();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      OffsetCommitResponseTopic result =
          new OffsetCommitResponseTopic().name(topic.name()).topicId(topic.topicId());
      response.topics().add(result);
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        result
            .partitions()
            .add(
                new OffsetCommitResponsePartition()
                    .partitionIndex(partition.partitionIndex())
                    .errorCode(error.id()));
      }
    }
    return response;
  }
}
