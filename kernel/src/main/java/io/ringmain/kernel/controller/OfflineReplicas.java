package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
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
import java.util.function.Supplier;

/**
 * Tells the controller which of this broker's replicas are in a directory that is out of service,
 * as long as it takes them for leaders or in sync: Kafka's AssignReplicasToDirs, with the directory
 * id that stands for one that is lost.
 *
 * <p>What was told once may be forgotten by the next controller, or come too late for an election
 * just made: so every image is looked at again. Metadata ring; {@link #look} on any thread.
 */
public final class OfflineReplicas implements MetadataListener {

  private static final Logger LOG = System.getLogger(OfflineReplicas.class.getName());
  private static final int TIMEOUT_MS = 10_000;
  private static final int ASK_AGAIN_MS = 500;

  /** What fits one commit of the controller. */
  private static final int AT_ONCE = 2_000;

  private final Environment environment;
  private final Executor ring;
  private final ControllerChannel channel;
  private final BrokerIdentity self;
  private final Supplier<MetadataImage> metadata;
  private final Supplier<Set<LogId>> offline;
  private boolean underWay;

  /**
   * @param ring runs tasks on the metadata ring
   * @param offline the replicas of this broker that it cannot serve
   */
  public OfflineReplicas(
      Environment environment,
      Executor ring,
      ControllerChannel channel,
      BrokerIdentity self,
      Supplier<MetadataImage> metadata,
      Supplier<Set<LogId>> offline) {
    this.environment = environment;
    this.ring = ring;
    this.channel = channel;
    this.self = self;
    this.metadata = metadata;
    this.offline = offline;
  }

  /** There may be more to tell. Any thread. */
  public void look() {
    ring.execute(this::tell);
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    if (!offline.get().isEmpty()) {
      look();
    }
  }

  private void tell() {
    MetadataImage image = metadata.get();
    Optional<BrokerImage> registration =
        image
            .broker(self.id())
            .filter(broker -> broker.incarnationId().equals(self.incarnationId()));
    List<LogId> counted = counted(image);
    if (underWay || registration.isEmpty() || counted.isEmpty()) {
      return;
    }
    underWay = true;
    LOG.log(
        Level.WARNING,
        "telling the controller that "
            + counted.size()
            + " replicas are offline, the first "
            + counted.getFirst());
    CompletionStage<AssignReplicasToDirsResponse> _ =
        channel
            .ask(
                request(registration.get(), counted),
                TIMEOUT_MS,
                AssignReplicasToDirsResponse.class)
            .whenCompleteAsync(this::told, ring);
  }

  /** Those that others count on. */
  private List<LogId> counted(MetadataImage image) {
    return offline.get().stream()
        .filter(id ->
            image
                .topic(id.topicId())
                .flatMap(topic -> topic.partition(id.partition()))
                .filter(this::isCountedOn)
                .isPresent())
        .limit(AT_ONCE)
        .toList();
  }

  private boolean isCountedOn(PartitionImage partition) {
    return partition.leader() == self.id() || partition.isr().contains(self.id());
  }

  private AssignReplicasToDirsRequest request(BrokerImage registration, List<LogId> ids) {
    Map<UUID, AssignReplicasToDirsRequest.TopicData> topics = new LinkedHashMap<>();
    for (LogId id : ids) {
      topics
          .computeIfAbsent(
              id.topicId(), topicId -> new AssignReplicasToDirsRequest.TopicData().topicId(topicId))
          .partitions()
          .add(new AssignReplicasToDirsRequest.PartitionData().partitionIndex(id.partition()));
    }
    return new AssignReplicasToDirsRequest()
        .brokerId(self.id())
        .brokerEpoch(registration.brokerEpoch())
        .directories(
            List.of(
                new AssignReplicasToDirsRequest.DirectoryData()
                    .id(DirectoryAssignment.LOST)
                    .topics(new ArrayList<>(topics.values()))));
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
