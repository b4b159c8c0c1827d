package io.ringmain.kernel.fetch;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.partition.DataWaiter;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import java.util.ArrayList;
import java.util.List;
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
  private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

  private final FetchSessions.Opened asked;
  private final int minBytes;
  private final int maxBytes;
  private final boolean readCommitted;
  private final Fetcher by;
  private final String rack;
  private final boolean byTopicId;
  private final Replicas replicas;
  private final Supplier<MetadataImage> metadata;
  private final List<FetchResponse.PartitionData> answers = new ArrayList<>();

  /** The log end offset of each partition just before it was read, for a follower. */
  private final long[] endsSeen;

  private boolean progressTold;
  private int bytesRead;
  private int failures;
  private boolean diverging;
  private boolean elsewhere;
  private boolean cutShort;

  /**
   * @param maxBytesAllowed {@code fetch.max.bytes} of the broker
   */
  public FetchRead(
      FetchSessions.Opened asked,
      FetchRequest request,
      short version,
      int maxBytesAllowed,
      Replicas replicas,
      Supplier<MetadataImage> metadata) {
    this.asked = asked;
    this.minBytes = Math.min(request.minBytes(), maxBytesAllowed);
    this.maxBytes = Math.min(request.maxBytes(), maxBytesAllowed);
    this.readCommitted = request.isolationLevel() == 1;
    this.by = Fetcher.of(request, version);
    this.rack = request.rackId();
    this.byTopicId = version >= FIRST_VERSION_WITH_TOPIC_IDS;
    this.replicas = replicas;
    this.metadata = metadata;
    this.endsSeen = new long[asked.partitions().size()];
  }

  /**
   * Reads once, all partitions in turn until the bytes are used up. If it throws, nothing is held.
   */
  public void read() {
    answers.clear();
    bytesRead = 0;
    failures = 0;
    diverging = false;
    elsewhere = false;
    cutShort = false;
    boolean complete = false;
    try {
      readAll();
      complete = true;
    } finally {
      if (!complete) {
        discard();
        answers.clear();
      }
    }
  }

  private void readAll() {
    for (FetchPartition partition : asked.partitions()) {
      FetchResponse.PartitionData answer = read(partition, answers.size());
      if (readCommitted && answer.errorCode() == 0) {
        answer.abortedTransactions(List.of()); // None found, which differs from none asked for.
      }
      bytesRead += answer.records().sizeBytes();
      failures += answer.errorCode() != 0 ? 1 : 0;
      diverging |= answer.errorCode() == 0 && diverges(answer);
      answers.add(answer);
    }
    progressTold = true;
    cutShort = bytesRead < minBytes && endsWithASegment();
  }

  /**
   * Whether a read ended only because its segment did. There is more, and has been for long: who
   * waited for it to grow would wait at the end of every segment. As Kafka has it, that is so where
   * the fetch offset lies in an older segment than the newest.
   */
  private boolean endsWithASegment() {
    for (int i = 0; i < answers.size(); i++) {
      FetchResponse.PartitionData answer = answers.get(i);
      if (answer.records() instanceof SliceRecords records
          && records.slice().nextOffset() < answer.highWatermark()) {
        FetchPartition partition = asked.partitions().get(i);
        Partition found = find(partition.key());
        if (found != null
            && partition.fetchOffset() < found.log().segments().getLast().baseOffset()) {
          return true;
        }
      }
    }
    return false;
  }

  private FetchResponse.PartitionData read(FetchPartition partition, int index) {
    Partition found = find(partition.key());
    if (found == null) {
      return PartitionReads.failed(partition.key().partition(), faultOf(partition.key()))
          .abortedTransactions(List.of());
    }
    endsSeen[index] = found.logEndOffset();
    boolean mustWait = by.isFollower() && found.followers().mustWait(by.brokerId());
    int room = mustWait ? 0 : Math.max(0, Math.min(partition.maxBytes(), maxBytes - bytesRead));
    FetchResponse.PartitionData answer =
        PartitionReads.read(found, partition, by, room, bytesRead == 0 && !mustWait);
    if (by.isFollower()) {
      found.followers().sent(answer.records().sizeBytes());
    }
    int nearest = nearest(found, partition, answer);
    if (nearest != NearestReplica.LEADER) {
      SliceRecords.close(answer);
      elsewhere = true;
      return answer.records(PartitionReads.NO_RECORDS).preferredReadReplica(nearest);
    }
    if (by.isFollower() && !progressTold && answer.errorCode() == 0 && !diverges(answer)) {
      tellProgress(found, partition);
    }
    return answer;
  }

  private int nearest(
      Partition found, FetchPartition partition, FetchResponse.PartitionData answer) {
    return replicas.sendsToFollowers()
            && by.fromAnyReplica()
            && answer.errorCode() == 0
            && found.isLeader()
        ? NearestReplica.choose(
            found, replicas.brokerId(), partition.fetchOffset(), rack, metadata.get())
        : NearestReplica.LEADER;
  }

  /** Step 6 of the write path comes from here: who fetches from an offset on has all below it. */
  private void tellProgress(Partition found, FetchPartition partition) {
    int follower = by.brokerId();
    boolean moved =
        found
            .followers()
            .fetched(
                follower, partition.fetchOffset(), partition.logStartOffset(), by.brokerEpoch());
    if (moved) {
      Shard shard = replicas.shardOf(found);
      shard.execute(() -> {
        found.followers().moved(follower);
        shard.publish(found);
      });
    }
  }

  private static boolean diverges(FetchResponse.PartitionData answer) {
    return answer.divergingEpoch().endOffset() >= 0;
  }

  private Partition find(FetchPartition.Key key) {
    return byTopicId
        ? replicas.find(key.topicId(), key.partition())
        : replicas.find(key.topic(), key.partition());
  }

  /** Why a partition is not open here. */
  private ErrorCode faultOf(FetchPartition.Key key) {
    return byTopicId
        ? replicas.whyAbsent(metadata.get().topic(key.topicId()), key.partition(), true)
        : replicas.whyAbsent(metadata.get().topic(key.topic()), key.partition(), false);
  }

  /** Whether the client wants to hear of this now, without waiting for more. */
  public boolean isEnough() {
    return failures > 0
        || diverging
        || elsewhere
        || cutShort
        || bytesRead >= minBytes
        || asked.partitions().isEmpty();
  }

  /** Whether a follower fetches, and not a consumer. */
  public boolean isOfFollower() {
    return by.isFollower();
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

  /** Has a parked fetch told of more in any of its partitions. */
  public void park(DataWaiter waiter) {
    for (int i = 0; i < answers.size(); i++) {
      Partition partition = find(asked.partitions().get(i).key());
      if (partition != null) {
        park(waiter, partition, endsSeen[i], answers.get(i).highWatermark());
      }
    }
  }

  private void park(DataWaiter waiter, Partition partition, long end, long highWatermark) {
    replicas
        .shardOf(partition)
        .execute(() -> {
          if (by.isFollower()) {
            partition.reads().awaitAsFollower(waiter, end, highWatermark);
          } else {
            partition.reads().await(waiter, highWatermark);
          }
        });
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
}
