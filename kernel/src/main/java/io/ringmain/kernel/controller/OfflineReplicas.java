package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.AssignReplicasToDirsResponse;
import io.ringmain.spi.storage.LogId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells the controller which of this broker's replicas are in a log directory out of service, and
 * which of those are there again after a restart: Kafka's AssignReplicasToDirs, with the directory
 * id that stands for one that is lost, or for any that is not.
 *
 * <p>The controller may hear of it too late, or assign a replica that cannot be opened: so every
 * image is looked at again. Metadata ring; {@link #look} on any thread.
 */
public final class OfflineReplicas implements MetadataListener {

  private static final Logger LOG = System.getLogger(OfflineReplicas.class.getName());
  private static final int TIMEOUT_MS = 10_000;
  private static final int ASK_AGAIN_MS = 500;

  /** What fits one commit of the controller, with the directories of ten replicas each. */
  private static final int AT_ONCE = 1_000;

  private final Environment environment;
  private final Executor ring;
  private final ControllerChannel channel;
  private final BrokerIdentity self;
  private final Supplier<MetadataImage> metadata;
  private final Supplier<Set<LogId>> offline;
  private final Supplier<Set<LogId>> returned;
  private boolean underWay;

  /**
   * @param ring runs tasks on the metadata ring
   * @param offline the replicas of this broker that it cannot serve
   * @param returned those that it can serve, though the controller thinks them lost
   */
  public OfflineReplicas(
      Environment environment,
      Executor ring,
      ControllerChannel channel,
      BrokerIdentity self,
      Supplier<MetadataImage> metadata,
      Supplier<Set<LogId>> offline,
      Supplier<Set<LogId>> returned) {
    this.environment = environment;
    this.ring = ring;
    this.channel = channel;
    this.self = self;
    this.metadata = metadata;
    this.offline = offline;
    this.returned = returned;
  }

  /** There may be more to tell. Any thread. */
  public void look() {
    ring.execute(this::tell);
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    if (!offline.get().isEmpty() || !returned.get().isEmpty()) {
      look();
    }
  }

  private void tell() {
    MetadataImage image = metadata.get();
    Optional<BrokerImage> registration =
        image
            .broker(self.id())
            .filter(broker -> broker.incarnationId().equals(self.incarnationId()));
    List<LogId> lost = those(offline.get(), image, partition -> !isLost(partition));
    List<LogId> back = those(returned.get(), image, this::isLost);
    if (underWay || registration.isEmpty() || (lost.isEmpty() && back.isEmpty())) {
      return;
    }
    underWay = true;
    LOG.log(
        Level.WARNING,
        "telling the controller that %d replicas are offline and %d are back, the first %s"
            .formatted(lost.size(), back.size(), (lost.isEmpty() ? back : lost).getFirst()));
    List<AssignReplicasToDirsRequest.DirectoryData> directories = new ArrayList<>();
    directories.add(directory(LogDirectories.LOST, lost));
    directories.add(directory(LogDirectories.UNASSIGNED, back));
    directories.removeIf(directory -> directory.topics().isEmpty());
    CompletionStage<AssignReplicasToDirsResponse> _ =
        channel
            .ask(
                new AssignReplicasToDirsRequest()
                    .brokerId(self.id())
                    .brokerEpoch(registration.get().brokerEpoch())
                    .directories(directories),
                TIMEOUT_MS,
                AssignReplicasToDirsResponse.class)
            .whenCompleteAsync(this::told, ring);
  }

  private boolean isLost(PartitionImage partition) {
    return partition.lostReplicas().contains(self.id());
  }

  /** Those of which the controller does not know it yet. */
  private List<LogId> those(
      Set<LogId> ids, MetadataImage image, Predicate<PartitionImage> unknown) {
    return ids.stream()
        .filter(id ->
            image
                .topic(id.topicId())
                .flatMap(topic -> topic.partition(id.partition()))
                .filter(partition -> partition.replicas().contains(self.id()))
                .filter(unknown)
                .isPresent())
        .limit(AT_ONCE)
        .toList();
  }

  private static AssignReplicasToDirsRequest.DirectoryData directory(
      UUID directory, List<LogId> ids) {
    Map<UUID, AssignReplicasToDirsRequest.TopicData> topics = new LinkedHashMap<>();
    for (LogId id : ids) {
      topics
          .computeIfAbsent(
              id.topicId(), topicId -> new AssignReplicasToDirsRequest.TopicData().topicId(topicId))
          .partitions()
          .add(new AssignReplicasToDirsRequest.PartitionData().partitionIndex(id.partition()));
    }
    return new AssignReplicasToDirsRequest.DirectoryData()
        .id(directory)
        .topics(new ArrayList<>(topics.values()));
  }

  private void told(AssignReplicasToDirsResponse response, Throwable failure) {
    underWay = false;
    if (failure != null || response.errorCode() != ErrorCode.NONE.id()) {
      LOG.log(
          Level.INFO,
          "the controller could not be told of offline replicas: "
              + (failure != null ? failure.getMessage() : "error " + response.errorCode()));
    }
    // The image may not have what the controller has just decided; or there is more to tell.
    Timer.Timeout _ = environment.timer().schedule(ASK_AGAIN_MS, this::look);
  }
}
