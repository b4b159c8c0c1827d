package io.ringmain.kernel;

import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.coordinator.CoordinatorHost;
import io.ringmain.kernel.group.GroupCoordinator;
import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.GroupDirectory;
import io.ringmain.kernel.group.OffsetsTopic;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the group APIs where groups are: which partition, which broker, which coordinator. Any
 * thread.
 */
final class GroupRouting implements GroupCoordinators, GroupDirectory, MetadataListener {
  private final Supplier<MetadataImage> metadata;
  private final CoordinatorHost<GroupCoordinator> host;
  private final TopicCreator creator;
  private final AtomicBoolean creating = new AtomicBoolean();

  GroupRouting(
      Supplier<MetadataImage> metadata,
      CoordinatorHost<GroupCoordinator> host,
      TopicCreator creator) {
    this.metadata = metadata;
    this.host = host;
    this.creator = creator;
  }

  @Override
  public int partitionFor(String groupId) {
    int partitions = offsetsPartitionCount();
    return partitions == 0 ? 0 : OffsetsTopic.partitionFor(groupId, partitions);
  }

  @Override
  public Collection<Integer> partitionsLed() {
    return host.partitions();
  }

  @Override
  public void submit(
      int partition, Consumer<GroupCoordinator> operation, Consumer<ErrorCode> otherwise) {
    host.submit(partition, operation, otherwise);
  }

  @Override
  public int offsetsPartitionCount() {
    return metadata
        .get()
        .topic(OffsetsTopic.NAME)
        .map(topic -> topic.partitions().size())
        .orElse(0);
  }

  @Override
  public Optional<Node> offsetsLeader(int partition, String listener) {
    MetadataImage image = metadata.get();
    return image
        .partition(OffsetsTopic.NAME, partition)
        .flatMap(led -> image.broker(led.leader()))
        .filter(broker -> broker.alive())
        .flatMap(broker ->
            broker
                .endpoint(listener)
                .map(endpoint -> new Node(broker.id(), endpoint.host(), endpoint.port())));
  }

  @Override
  public int aliveBrokers() {
    return metadata.get().aliveBrokers().size();
  }

  @Override
  public void createOffsetsTopic(OffsetsTopic topic) {
    if (!creating.compareAndSet(false, true)) {
      return;
    }
    CompletionStage<?> _ =
        creator.create(OffsetsTopic.NAME).whenComplete((_, _) -> creating.set(false));
  }

  /** The offsets of a topic go with the topic. Metadata ring. */
  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    if (delta.topicsRemoved().isEmpty()) {
      return;
    }
    List<String> names = delta.topicsRemoved().values().stream().map(TopicImage::name).toList();
    for (int partition : host.partitions()) {
      // A coordinator still being loaded drops them when they expire.
      host.submit(partition, groups -> groups.topicsDeleted(names), _ -> {});
    }
  }

  @Override
  public boolean hasPartition(String topic, int partition) {
    return metadata.get().partition(topic, partition).isPresent();
  }

  @Override
  public Optional<String> topicName(UUID topicId) {
    return metadata.get().topic(topicId).map(TopicImage::name);
  }

  @Override
  public Optional<UUID> topicId(String name) {
    return metadata.get().topic(name).map(TopicImage::id);
  }
}
