package io.ringmain.kernel.fetch;

import io.ringmain.protocol.message.FetchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a client fetches again and again, so that a request names only what has changed (KIP-227).
 *
 * <p>Used by the one connection that fetches in it; a second one with the same id is refused by the
 * session epoch, except for the moment in which it takes over, which is what the lock is for.
 */
public final class FetchSession {
  private static final UUID NO_ID = new UUID(0, 0);

  private final int id;
  private final boolean usesTopicIds;
  private final Map<FetchPartition.Key, FetchPartition> partitions = new LinkedHashMap<>();
  private int nextSessionEpoch = 1;
  private volatile long lastUsedNs;

  FetchSession(int id, boolean usesTopicIds, FetchRequest request, long nowNs) {
    this.id = id;
    this.usesTopicIds = usesTopicIds;
    this.lastUsedNs = nowNs;
    take(request, partitions);
  }

  public int id() {
    return id;
  }

  boolean usesTopicIds() {
    return usesTopicIds;
  }

  long lastUsedNs() {
    return lastUsedNs;
  }

  synchronized int size() {
    return partitions.size();
  }

  /** Takes the next request of the session; false if its session epoch is not the one expected. */
  synchronized boolean next(FetchRequest request, long nowNs) {
    if (request.sessionEpoch() != nextSessionEpoch) {
      return false;
    }
    nextSessionEpoch = nextSessionEpoch == Integer.MAX_VALUE ? 1 : nextSessionEpoch + 1;
    lastUsedNs = nowNs;
    for (FetchRequest.ForgottenTopic topic : request.forgottenTopicsData()) {
      for (int partition : topic.partitions()) {
        partitions.remove(key(topic.topic(), topic.topicId(), partition));
      }
    }
    take(request, partitions);
    return true;
  }

  /** The partitions in the order in which they are to be served. */
  synchronized List<FetchPartition> partitions() {
    return new ArrayList<>(partitions.values());
  }

  /** Partitions that just got data go to the end, so that all get their turn. */
  synchronized void served(List<FetchPartition> withData) {
    for (FetchPartition partition : withData) {
      if (partitions.remove(partition.key(), partition)) {
        partitions.put(partition.key(), partition);
      }
    }
  }

  /** One that is named twice is served once, as it was named last. */
  private static void take(
      FetchRequest request, Map<FetchPartition.Key, FetchPartition> partitions) {
    for (FetchRequest.FetchTopic topic : request.topics()) {
      for (FetchRequest.FetchPartition asked : topic.partitions()) {
        FetchPartition.Key key = key(topic.topic(), topic.topicId(), asked.partition());
        FetchPartition known = partitions.get(key);
        if (known == null) {
          partitions.put(key, new FetchPartition(key, asked));
        } else {
          known.update(asked);
        }
      }
    }
  }

  /** The partitions of a request outside any session. */
  static List<FetchPartition> partitionsOf(FetchRequest request) {
    Map<FetchPartition.Key, FetchPartition> all = new LinkedHashMap<>();
    take(request, all);
    return new ArrayList<>(all.values());
  }

  private static FetchPartition.Key key(String topic, UUID topicId, int partition) {
    return new FetchPartition.Key(
        topic == null ? "" : topic, topicId == null ? NO_ID : topicId, partition);
  }
}
