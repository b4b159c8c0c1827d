package io.ringmain.kernel.fetch;

import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.UUID;

/**
 * One partition that somebody fetches from: what was asked for, and in a session what was answered
 * last. Used by the connection's thread that serves the request.
 */
public final class FetchPartition {
  private static final long NEVER_SENT = Long.MIN_VALUE;

  private final Key key;
  private long fetchOffset;
  private int currentLeaderEpoch;
  private int lastFetchedEpoch;
  private int maxBytes;
  private long logStartOffset;
  private long sentHighWatermark = NEVER_SENT;
  private long sentLogStartOffset = NEVER_SENT;

  FetchPartition(Key key, FetchRequest.FetchPartition asked) {
    this.key = key;
    update(asked);
  }

  void update(FetchRequest.FetchPartition asked) {
    fetchOffset = asked.fetchOffset();
    currentLeaderEpoch = asked.currentLeaderEpoch();
    lastFetchedEpoch = asked.lastFetchedEpoch();
    maxBytes = asked.partitionMaxBytes();
    logStartOffset = asked.logStartOffset();
  }

  public Key key() {
    return key;
  }

  public long fetchOffset() {
    return fetchOffset;
  }

  public int currentLeaderEpoch() {
    return currentLeaderEpoch;
  }

  public int lastFetchedEpoch() {
    return lastFetchedEpoch;
  }

  public int maxBytes() {
    return maxBytes;
  }

  /** The log start offset of a follower that fetches; −1 of a consumer. */
  long logStartOffset() {
    return logStartOffset;
  }

  /** Whether the answer says anything that the client has not heard in this session. */
  boolean isNews(FetchResponse.PartitionData answer) {
    return answer.errorCode() != 0
        || answer.records().sizeBytes() > 0
        || answer.highWatermark() != sentHighWatermark
        || answer.logStartOffset() != sentLogStartOffset
        || answer.divergingEpoch().endOffset() >= 0
        || answer.preferredReadReplica() >= 0;
  }

  /**
   * Notes what the client hears now. After an error everything is news; so it is after an answer
   * that only tells a follower where its log parts from this one's, since until it has cut that off
   * it cannot take anything for committed.
   */
  void sent(FetchResponse.PartitionData answer) {
    boolean untaken = answer.errorCode() != 0 || answer.divergingEpoch().endOffset() >= 0;
    sentHighWatermark = untaken ? NEVER_SENT : answer.highWatermark();
    sentLogStartOffset = untaken ? NEVER_SENT : answer.logStartOffset();
  }

  /**
   * Names a partition as the client does: by topic name up to version 12 of Fetch, by topic id
   * since.
   *
   * @param topic the name, or an empty string
   * @param topicId the id, or the zero id
   */
  public record Key(String topic, UUID topicId, int partition) {

    boolean sameTopic(Key other) {
      return topicId.equals(other.topicId) && topic.equals(other.topic);
    }
  }
}
