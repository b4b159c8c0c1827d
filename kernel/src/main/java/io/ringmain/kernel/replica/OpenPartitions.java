package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The partitions that are open here and have a role, by the name and by the id of their topic.
 *
 * <p>Any thread finds, without a lock; {@link Replicas} puts and removes under its own.
 */
final class OpenPartitions {
  private final Map<String, TopicReplicas> byName = new ConcurrentHashMap<>();
  private final Map<UUID, TopicReplicas> byId = new ConcurrentHashMap<>();

  /** The partition, or null. Hot path. */
  Partition find(String topic, int partition) {
    TopicReplicas replicas = byName.get(topic);
    return replicas == null ? null : replicas.find(partition);
  }

  /** The partition, or null. Hot path. */
  Partition find(UUID topicId, int partition) {
    TopicReplicas replicas = byId.get(topicId);
    return replicas == null ? null : replicas.find(partition);
  }

  List<Partition> all() {
    List<Partition> all = new ArrayList<>();
    for (TopicReplicas topic : byId.values()) {
      topic.addAllTo(all);
    }
    return all;
  }

  void put(Partition partition) {
    LogId id = partition.id();
    TopicReplicas topic =
        byId.computeIfAbsent(id.topicId(), absent -> new TopicReplicas(id.topic(), absent));
    topic.put(id.partition(), partition);
    byName.put(id.topic(), topic);
  }

  void remove(LogId id) {
    TopicReplicas topic = byId.get(id.topicId());
    if (topic != null) {
      topic.remove(id.partition());
    }
  }

  /** The topic was deleted. Another may have its name by now. */
  void removeTopic(String name, UUID id) {
    TopicReplicas gone = byId.remove(id);
    if (gone != null) {
      byName.remove(name, gone);
    }
  }

  void clear() {
    byName.clear();
    byId.clear();
  }
}
