package io.ringmain.kernel.fetch;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads what one Fetch request asks for, as often as it takes until there is enough.
 *
 * <pre>
 *   read ─▶ isEnough? ─yes─▶ response
 *     ▲         │no
 *     │     close, park ── data or deadline ──┐
 *     └───────────────────────────────────────┘
 * </pre>
 *
 * <p>Used on the connection's thread.
 */
public final class FetchRead {
  private static final UUID NO_ID = new UUID(0, 0);

  private final FetchSessions.Opened asked;
  private final int minBytes;
  private final int maxBytes;
  private final boolean readCommitted;
  private final Replicas replicas;
  private final Supplier<MetadataImage> metadata;
  private final List<FetchResponse.PartitionData> answers = new ArrayList<>();
  private int bytesRead;
  private int failures;
  private boolean diverging;

  /**
   * @param maxBytesAllowed {@code fetch.max.bytes} of the broker
   */
  public FetchRead(
      FetchSessions.Opened asked,
      FetchRequest request,
      int maxBytesAllowed,
      Replicas replicas,
      Supplier<MetadataImage> metadata) {
    this.asked = asked;
    this.minBytes = Math.min(request.minBytes(), maxBytesAllowed);
    this.maxBytes = Math.min(request.maxBytes(), maxBytesAllowed);
    this.readCommitted = request.isolationLevel() == 1;
    this.replicas = replicas;
    this.metadata = metadata;
  }

  /** Reads once, all partitions in turn until the bytes are used up. */
  public void read() {
    answers.clear();
    bytesRead = 0;
    failures = 0;
    diverging = false;
    for (FetchPartition partition : asked.partitions()) {
      FetchResponse.PartitionData answer = read(partition);
      if (!readCommitted && answer.errorCode() == 0) {
        answer.abortedTransactions(null); // None asked for, which is not the same as none found.
      }
      bytesRead += answer.records().sizeBytes();
      failures += answer.errorCode() != 0 ? 1 : 0;
      diverging |= answer.errorCode() == 0 && answer.divergingEpoch().endOffset() >= 0;
      answers.add(answer);
    }
  }

  private FetchResponse.PartitionData read(FetchPartition partition) {
    Partition found = find(partition.key());
    if (found == null) {
      return PartitionReads.failed(partition.key().partition(), faultOf(partition.key()));
    }
    int room = Math.max(0, Math.min(partition.maxBytes(), maxBytes - bytesRead));
    return PartitionReads.read(found, partition, room, bytesRead == 0);
  }

  private Partition find(FetchPartition.Key key) {
    return key.topicId().equals(NO_ID)
        ? replicas.find(key.topic(), key.partition())
        : replicas.find(key.topicId(), key.partition());
  }

  /** Why a partition is not open here. */
  private ErrorCode faultOf(FetchPartition.Key key) {
    return key.topicId().equals(NO_ID)
        ? replicas.whyAbsent(metadata.get().topic(key.topic()), key.partition(), false)
        : replicas.whyAbsent(metadata.get().topic(key.topicId()), key.partition(), true);
  }

  /** Whether the client wants to hear of this now, without waiting for more. */
  public boolean isEnough() {
    return failures > 0 || diverging || bytesRead >= minBytes || asked.partitions().isEmpty();
  }

  /** How many partitions failed in the last read. */
  public int failures() {
    return failures;
  }

  /** How many bytes of records the last read found. */
  public int bytesRead() {
    return bytesRead;
  }

  /** How many bytes are missing until it is enough. */
  public int missingBytes() {
    return minBytes - bytesRead;
  }

  /** The partitions to wait for, and up to where each was read. */
  public void forEachReadable(ReadableVisitor visitor) {
    for (int i = 0; i < answers.size(); i++) {
      Partition partition = find(asked.partitions().get(i).key());
      if (partition != null) {
        visitor.visit(partition, answers.get(i).highWatermark());
      }
    }
  }

  /** Lets go of what was read, in order to wait and read again. */
  public void discard() {
    for (FetchResponse.PartitionData answer : answers) {
      SliceRecords.close(answer);
    }
  }

  /** The response to what was read last. */
  public FetchResponse response() {
    FetchResponse response = new FetchResponse().sessionId(asked.sessionId());
    List<FetchPartition> withData = new ArrayList<>();
    FetchResponse.FetchableTopicResponse topic = null;
    FetchPartition.Key topicKey = null;
    for (int i = 0; i < answers.size(); i++) {
      FetchPartition partition = asked.partitions().get(i);
      FetchResponse.PartitionData answer = answers.get(i);
      if (answer.records().sizeBytes() > 0) {
        withData.add(partition);
      }
      if (asked.incremental() && !partition.isNews(answer)) {
        continue;
      }
      partition.sent(answer);
      if (topicKey == null || !partition.key().sameTopic(topicKey)) {
        topicKey = partition.key();
        topic =
            new FetchResponse.FetchableTopicResponse()
                .topic(topicKey.topic())
                .topicId(topicKey.topicId());
        response.responses().add(topic);
      }
      topic.partitions().add(answer);
    }
    asked.session().ifPresent(session -> session.served(withData));
    return response;
  }

  /** Sees one partition that can be read. */
  @FunctionalInterface
  public interface ReadableVisitor {
    void visit(Partition partition, long readUpTo);
  }
}
