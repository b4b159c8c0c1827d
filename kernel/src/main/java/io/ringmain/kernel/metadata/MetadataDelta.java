package io.ringmain.kernel.metadata;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The way from one image to the next: takes changes in, makes the image, and says what changed.
 *
 * <p>One thread makes it, change by change, and calls {@link #image}; afterwards nobody changes it
 * and any thread may read it. Its cost is that of the changes, not of the image: one changed
 * partition copies a chunk of its topic's and one path of the map of topics. (Brokers are copied as
 * a whole: they are hundreds.)
 */
public final class MetadataDelta {

  private final MetadataImage before;

  private String clusterId;
  private int controllerId;
  private int controllerEpoch;
  private long nextProducerId;
  private Map<Integer, BrokerImage> brokers;
  private PersistentMap<String, UUID> topicIds;
  private PersistentMap<UUID, TopicImage> topicsById;
  private PersistentMap<ConfigResource, Map<String, String>> configs;
  private int partitionCount;

  private final Set<Integer> brokersChanged = new TreeSet<>();
  private final Map<UUID, TopicImage> topicsRemoved = new LinkedHashMap<>();
  private final Map<UUID, Set<Integer>> partitionsChanged = new LinkedHashMap<>();
  private final Set<ConfigResource> configsChanged = new LinkedHashSet<>();

  /** Topics whose partitions are being changed by this delta: renewed once, not at each change. */
  private final Map<UUID, PartitionList.Changes> open = new LinkedHashMap<>();

  public MetadataDelta(MetadataImage before) {
    MetadataImage.Parts parts = before.parts();
    this.before = before;
    this.clusterId = parts.clusterId();
    this.controllerId = parts.controllerId();
    this.controllerEpoch = parts.controllerEpoch();
    this.nextProducerId = parts.nextProducerId();
    this.brokers = parts.brokers();
    this.topicIds = parts.topicIds();
    this.topicsById = parts.topicsById();
    this.configs = parts.configs();
    this.partitionCount = parts.partitionCount();
  }

  /**
   * What differs between two images, found by comparing them: for a snapshot that skips records.
   */
  static MetadataDelta between(MetadataImage before, MetadataImage after) {
    MetadataDelta delta = new MetadataDelta(before);
    MetadataImage.Parts old = before.parts();
    MetadataImage.Parts parts = after.parts();
    delta.clusterId = parts.clusterId();
    delta.controllerId = parts.controllerId();
    delta.controllerEpoch = parts.controllerEpoch();
    delta.nextProducerId = parts.nextProducerId();
    delta.brokers = parts.brokers();
    delta.topicIds = parts.topicIds();
    delta.topicsById = parts.topicsById();
    delta.configs = parts.configs();
    delta.partitionCount = parts.partitionCount();
    parts
        .brokers()
        .forEach((id, broker) -> {
          if (!broker.equals(old.brokers().get(id))) {
            delta.brokersChanged.add(id);
          }
        });
    old.brokers().keySet().stream()
        .filter(id -> !parts.brokers().containsKey(id))
        .forEach(delta.brokersChanged::add);
    old.topicsById()
        .forEach((id, topic) -> {
          if (parts.topicsById().get(id) == null) {
            delta.topicsRemoved.put(id, topic);
          }
        });
    parts.topicsById().forEach((id, topic) -> delta.compare(old.topicsById().get(id), topic));
    parts
        .configs()
        .forEach((resource, values) -> {
          if (!values.equals(old.configs().get(resource))) {
            delta.configsChanged.add(resource);
          }
        });
    old.configs()
        .forEach((resource, values) -> {
          if (parts.configs().get(resource) == null) {
            delta.configsChanged.add(resource);
          }
        });
    return delta;
  }

  private void compare(TopicImage old, TopicImage topic) {
    Set<Integer> changed = new TreeSet<>();
    for (PartitionImage partition : topic.partitions()) {
      if (old == null || old.partition(partition.partition()).filter(partition::equals).isEmpty()) {
        changed.add(partition.partition());
      }
    }
    if (old == null || !changed.isEmpty()) {
      partitionsChanged.put(topic.id(), changed);
    }
  }

  /** The image that the changes are to. */
  public MetadataImage before() {
    return before;
  }

  /** Ids of brokers registered, unregistered, fenced, unfenced or changed otherwise. */
  public Set<Integer> brokersChanged() {
    return Collections.unmodifiableSet(brokersChanged);
  }

  /** Topics there were in {@link #before} and are no more, as they were. */
  public Map<UUID, TopicImage> topicsRemoved() {
    return Collections.unmodifiableMap(topicsRemoved);
  }

  /**
   * Numbers of the partitions created or changed, by topic id. A topic created is here with all its
   * partitions; one removed is not.
   */
  public Map<UUID, Set<Integer>> partitionsChanged() {
    return Collections.unmodifiableMap(partitionsChanged);
  }

  /** Resources of which a configuration value was set or removed. */
  public Set<ConfigResource> configsChanged() {
    return Collections.unmodifiableSet(configsChanged);
  }

  /** Whether another controller, or none, or another epoch. */
  public boolean controllerChanged() {
    return controllerId != before.controllerId() || controllerEpoch != before.controllerEpoch();
  }

  /** The image after all changes. */
  public MetadataImage image(long version) {
    open.forEach((id, partitions) -> put(renewed(topicsById.get(id), partitions.list())));
    open.clear();
    return new MetadataImage(
        new MetadataImage.Parts(
            clusterId,
            version,
            controllerId,
            controllerEpoch,
            nextProducerId,
            brokers,
            topicIds,
            topicsById,
            configs,
            partitionCount));
  }

  void clusterId(String id) {
    clusterId = id;
  }

  void controller(int id, int epoch) {
    controllerId = id;
    controllerEpoch = epoch;
  }

  void nextProducerId(long next) {
    nextProducerId = next;
  }

  Optional<BrokerImage> broker(int id) {
    return Optional.ofNullable(brokers.get(id));
  }

  void putBroker(BrokerImage broker) {
    Map<Integer, BrokerImage> copy = new HashMap<>(brokers);
    copy.put(broker.id(), broker);
    brokers = copy;
    brokersChanged.add(broker.id());
  }

  void removeBroker(int id) {
    Map<Integer, BrokerImage> copy = new HashMap<>(brokers);
    copy.remove(id);
    brokers = copy;
    brokersChanged.add(id);
  }

  void createTopic(String name, UUID id) {
    if (topicIds.get(name) != null) {
      throw new MetadataException("topic " + name + " is created twice");
    }
    topicIds = topicIds.with(name, id);
    put(new TopicImage(name, id, List.of()));
    partitionsChanged.put(id, new TreeSet<>());
  }

  void removeTopic(UUID id) {
    TopicImage topic = topic(id);
    PartitionList.Changes partitions = open.remove(id);
    partitionCount -= partitions == null ? topic.partitions().size() : partitions.size();
    topicIds = topicIds.without(topic.name());
    topicsById = topicsById.without(id);
    partitionsChanged.remove(id);
    before.topic(id).ifPresent(old -> topicsRemoved.put(id, old));
    ConfigResource resource = ConfigResource.topic(topic.name());
    if (configs.get(resource) != null) {
      configs = configs.without(resource);
      configsChanged.add(resource);
    }
  }

  /** All of a topic as they are with the changes so far. */
  private List<PartitionImage> partitions(TopicImage topic) {
    PartitionList.Changes partitions = open.remove(topic.id());
    if (partitions == null) {
      return topic.partitions();
    }
    TopicImage renewed = renewed(topic, partitions.list());
    put(renewed);
    return renewed.partitions();
  }

  /** The partition as it is with the changes so far; empty if there is none, or no such topic. */
  public Optional<PartitionImage> find(UUID topicId, int partition) {
    return topicsById.get(topicId) == null ? Optional.empty() : partition(topicId, partition);
  }

  /** The partition as it is with the changes so far. */
  Optional<PartitionImage> partition(UUID topicId, int partition) {
    PartitionList.Changes partitions = open.get(topicId);
    if (partitions == null) {
      return topic(topicId).partition(partition);
    }
    return partition >= 0 && partition < partitions.size()
        ? Optional.of(partitions.get(partition))
        : Optional.empty();
  }

  /** Changes a partition, or adds the topic's next one. */
  void putPartition(UUID topicId, PartitionImage partition) {
    TopicImage topic = topic(topicId);
    PartitionList.Changes partitions =
        open.computeIfAbsent(
            topicId, id -> new PartitionList.Changes(PartitionList.copyOf(topic.partitions())));
    if (partition.partition() < partitions.size()) {
      partitions.set(partition.partition(), partition);
    } else if (partition.partition() == partitions.size()) {
      partitions.add(partition);
      partitionCount++;
    } else {
      throw new MetadataException(
          "partition " + partition.partition() + " of " + topic.name() + " comes too early");
    }
    partitionsChanged.computeIfAbsent(topicId, id -> new TreeSet<>()).add(partition.partition());
  }

  /**
   * Forgets who is eligible to lead.
   *
   * @param topicName of one topic; of all if empty
   */
  void clearElr(String topicName) {
    List<TopicImage> topics =
        topicName.isEmpty()
            ? topicsById.values()
            : List.of(topic(Optional.ofNullable(topicIds.get(topicName)).orElseThrow()));
    for (TopicImage topic : topics) {
      for (PartitionImage partition : partitions(topic)) {
        if (!partition.elr().isEmpty() || !partition.lastKnownElr().isEmpty()) {
          putPartition(topic.id(), partition.withoutElr());
        }
      }
    }
  }

  /** Sets a configuration value, or removes it. */
  void config(ConfigResource resource, String key, Optional<String> value) {
    Map<String, String> old = configs.get(resource);
    Map<String, String> values = old == null ? new TreeMap<>() : new TreeMap<>(old);
    value.ifPresentOrElse(v -> values.put(key, v), () -> values.remove(key));
    configs =
        values.isEmpty()
            ? configs.without(resource)
            : configs.with(resource, Collections.unmodifiableMap(values));
    configsChanged.add(resource);
  }

  private TopicImage topic(UUID id) {
    TopicImage topic = topicsById.get(id);
    if (topic == null) {
      throw new MetadataException("there is no topic with id " + id);
    }
    return topic;
  }

  private static TopicImage renewed(TopicImage topic, List<PartitionImage> partitions) {
    return new TopicImage(topic.name(), topic.id(), partitions);
  }

  private void put(TopicImage topic) {
    topicsById = topicsById.with(topic.id(), topic);
  }
}
