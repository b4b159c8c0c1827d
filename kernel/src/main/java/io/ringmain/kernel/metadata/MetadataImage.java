package io.ringmain.kernel.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * All that a broker knows of the cluster at one version of the metadata log. Immutable; read from
 * any thread, through the one volatile field of {@link MetadataImages}.
 *
 * <p>The next image is made by a {@link MetadataDelta} and shares everything that did not change.
 */
public final class MetadataImage {

  /** The controller's id when there is none. */
  public static final int NO_CONTROLLER = -1;

  private final Parts parts;

  /** What an image is made of; within the package, a delta changes single parts. */
  record Parts(
      String clusterId,
      long version,
      int controllerId,
      int controllerEpoch,
      long nextProducerId,
      Map<Integer, BrokerImage> brokers,
      PersistentMap<String, UUID> topicIds,
      PersistentMap<UUID, TopicImage> topicsById,
      PersistentMap<ConfigResource, Map<String, String>> configs,
      int partitionCount) {}

  MetadataImage(Parts parts) {
    this.parts = parts;
  }

  /** Nothing but the cluster's name. */
  public static MetadataImage empty(String clusterId) {
    return new MetadataImage(
        new Parts(
            clusterId,
            0,
            NO_CONTROLLER,
            0,
            0,
            Map.of(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            0));
  }

  Parts parts() {
    return parts;
  }

  /** Drawn once when the cluster is made: 22 characters. */
  public String clusterId() {
    return parts.clusterId;
  }

  /** Sequence of the last batch of the metadata log in this image; 0 before the first. */
  public long version() {
    return parts.version;
  }

  /** The controller's broker id or {@link #NO_CONTROLLER}. */
  public int controllerId() {
    return parts.controllerId;
  }

  /** Grows with each election of a controller. */
  public int controllerEpoch() {
    return parts.controllerEpoch;
  }

  /** The first producer id that no block has been given out for. */
  public long nextProducerId() {
    return parts.nextProducerId;
  }

  /** A registered broker, fenced or not. */
  public Optional<BrokerImage> broker(int id) {
    return Optional.ofNullable(parts.brokers.get(id));
  }

  /** Whether the broker is registered and not fenced. */
  public boolean alive(int brokerId) {
    BrokerImage broker = parts.brokers.get(brokerId);
    return broker != null && broker.alive();
  }

  /** Whether the broker may be elected: alive, and not about to stop. */
  public boolean active(int brokerId) {
    BrokerImage broker = parts.brokers.get(brokerId);
    return broker != null && broker.active();
  }

  /** All registered brokers, fenced ones too, by id. */
  public List<BrokerImage> brokers() {
    List<BrokerImage> all = new ArrayList<>(parts.brokers.values());
    all.sort(Comparator.comparingInt(BrokerImage::id));
    return all;
  }

  /** The brokers that may lead and be offered to clients, by id. */
  public List<BrokerImage> aliveBrokers() {
    List<BrokerImage> alive = brokers();
    alive.removeIf(BrokerImage::fenced);
    return alive;
  }

  public Optional<TopicImage> topic(String name) {
    return Optional.ofNullable(find(name));
  }

  private TopicImage find(String name) {
    UUID id = parts.topicIds.get(name);
    return id == null ? null : parts.topicsById.get(id);
  }

  public Optional<TopicImage> topic(UUID id) {
    return Optional.ofNullable(parts.topicsById.get(id));
  }

  /** Any topic whose name passes the test; looks at all of them. */
  public Optional<TopicImage> findTopic(Predicate<String> name) {
    UUID[] found = new UUID[1];
    parts.topicIds.forEach((each, id) -> {
      if (found[0] == null && name.test(each)) {
        found[0] = id;
      }
    });
    return found[0] == null ? Optional.empty() : topic(found[0]);
  }

  /** The partition's image, if topic and partition exist. */
  public Optional<PartitionImage> partition(String topic, int partition) {
    TopicImage image = find(topic);
    return image == null ? Optional.empty() : image.partition(partition);
  }

  /** All topics, by name. A new list each time: not for the hot path. */
  public List<TopicImage> topics() {
    List<TopicImage> all = parts.topicsById.values();
    all.sort(Comparator.comparing(TopicImage::name));
    return all;
  }

  public int topicCount() {
    return parts.topicsById.size();
  }

  public int partitionCount() {
    return parts.partitionCount;
  }

  /** What was set for that resource itself, without defaults; empty when nothing was. */
  public Map<String, String> config(ConfigResource resource) {
    Map<String, String> values = parts.configs.get(resource);
    return values == null ? Map.of() : values;
  }

  /** What was set for the topic, by key. */
  public Map<String, String> topicConfig(String topic) {
    return config(ConfigResource.topic(topic));
  }

  /** What was set dynamically for the broker, by key. */
  public Map<String, String> brokerConfig(int brokerId) {
    return config(ConfigResource.broker(brokerId));
  }

  /** What was set dynamically for all brokers, by key. */
  public Map<String, String> defaultBrokerConfig() {
    return config(ConfigResource.BROKER_DEFAULT);
  }

  @Override
  public String toString() {
    return "MetadataImage[version="
        + parts.version
        + ", controller="
        + parts.controllerId
        + ", brokers="
        + parts.brokers.keySet()
        + ", topics="
        + topicCount()
        + ", partitions="
        + parts.partitionCount
        + "]";
  }
}
