package io.ringmain.kernel.replication;

import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The follower's side of a fetch session: a request names only what is new to the leader (KIP-227).
 * Replication ring only.
 */
final class FetchSessionState {
  private static final int INITIAL_EPOCH = 0;

  /** What the leader was told of a partition last. */
  private record Told(
      int leaderEpoch, long fetchOffset, int lastFetchedEpoch, long logStartOffset) {
    static Told of(FollowedPartition partition) {
      return new Told(
          partition.leaderEpoch(),
          partition.fetchOffset(),
          partition.lastFetchedEpoch(),
          partition.logStartOffset());
    }
  }

  private final int partitionMaxBytes;
  private final Map<LogId, Told> told = new LinkedHashMap<>();
  private int sessionId;
  private int sessionEpoch = INITIAL_EPOCH;

  FetchSessionState(int partitionMaxBytes) {
    this.partitionMaxBytes = partitionMaxBytes;
  }

  /** Puts the partitions to fetch, and no others, into a request. */
  void fill(FetchRequest request, List<FollowedPartition> wanted) {
    request.sessionId(sessionId).sessionEpoch(sessionEpoch);
    Map<UUID, FetchRequest.FetchTopic> topics = new LinkedHashMap<>();
    Set<LogId> kept = new HashSet<>();
    for (FollowedPartition partition : wanted) {
      kept.add(partition.id());
      Told now = Told.of(partition);
      if (!now.equals(told.put(partition.id(), now)) || sessionEpoch == INITIAL_EPOCH) {
        topics
            .computeIfAbsent(
                partition.id().topicId(),
                id -> new FetchRequest.FetchTopic().topic(partition.id().topic()).topicId(id))
            .partitions()
            .add(fetchOf(partition));
      }
    }
    forget(request, kept);
    request.topics(new ArrayList<>(topics.values()));
  }

  private FetchRequest.FetchPartition fetchOf(FollowedPartition partition) {
    return new FetchRequest.FetchPartition()
        .partition(partition.id().partition())
        .currentLeaderEpoch(partition.leaderEpoch())
        .fetchOffset(partition.fetchOffset())
        .lastFetchedEpoch(partition.lastFetchedEpoch())
        .logStartOffset(partition.logStartOffset())
        .partitionMaxBytes(partitionMaxBytes);
  }

  private void forget(FetchRequest request, Set<LogId> kept) {
    Map<UUID, FetchRequest.ForgottenTopic> forgotten = new LinkedHashMap<>();
    for (LogId id : List.copyOf(told.keySet())) {
      if (!kept.contains(id)) {
        told.remove(id);
        forgotten
            .computeIfAbsent(
                id.topicId(),
                topicId -> new FetchRequest.ForgottenTopic().topic(id.topic()).topicId(topicId))
            .partitions()
            .add(id.partition());
      }
    }
    if (sessionEpoch != INITIAL_EPOCH) {
      request.forgottenTopicsData(new ArrayList<>(forgotten.values()));
    }
  }

  /** The leader has answered. */
  void answered(int answeredSessionId) {
    if (sessionEpoch == INITIAL_EPOCH) {
      sessionId = answeredSessionId;
      sessionEpoch = answeredSessionId == 0 ? INITIAL_EPOCH : 1;
    } else {
      sessionEpoch = sessionEpoch == Integer.MAX_VALUE ? 1 : sessionEpoch + 1;
    }
  }

  /** The leader does not know the session any more, or the connection is another. */
  void reset() {
    sessionId = 0;
    sessionEpoch = INITIAL_EPOCH;
    told.clear();
  }
}
