package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A broker as far as metadata goes, in a simulated thread, with a session of its own. Its
 * heartbeats reach every other broker of the same store.
 */
public final class SimulatedBroker implements ControllerChannel.Remote {

  public final StubStore.Session session;
  public final MetadataImages images = new MetadataImages();
  public final Controller controller;
  public final HeartbeatSender heartbeats;
  public final CompletableFuture<Void> ready;

  /** Its heartbeats reach nobody. */
  public boolean mute;

  private final StubStore store;

  public SimulatedBroker(SimulatedThreads threads, StubStore store, int id, long incarnation) {
    this(threads, store, id, incarnation, SnapshotPolicy.DEFAULT);
  }

  SimulatedBroker(
      SimulatedThreads threads, StubStore store, int id, long incarnation, SnapshotPolicy policy) {
    this(threads, store, id, incarnation, policy, BrokerIdentity.UNCLEAN);
  }

  SimulatedBroker(
      SimulatedThreads threads,
      StubStore store,
      int id,
      long incarnation,
      SnapshotPolicy policy,
      long previousBrokerEpoch) {
    this.store = store;
    session = store.open();
    BrokerIdentity identity =
        new BrokerIdentity(
            id,
            new UUID(id, 0),
            new UUID(id, incarnation),
            List.of(new Endpoint("CLIENT", "host" + id, 9092, (short) 0)),
            Optional.empty(),
            previousBrokerEpoch);
    BrokerConfig config =
        BrokerConfig.parse(Map.of("node.id", Integer.toString(id), "log.dirs", "/data"));
    var environment = threads.environment(id * 1000L + incarnation);
    controller = new Controller(environment, session, identity, images, policy, () -> config);
    ControllerChannel channel =
        new ControllerChannel(environment, images::current, id, this::answer, this);
    heartbeats =
        new HeartbeatSender(
            environment, controller::execute, channel, identity, images::current, () -> config);
    images.addListener(heartbeats);
    store.brokers.put(id, this);
    ready = controller.start(_ -> {}).thenCompose(_ -> heartbeats.serve()).toCompletableFuture();
  }

  private CompletionStage<ApiMessage> answer(ApiMessage request, short version) {
    return mute
        ? new CompletableFuture<>()
        : controller.heard((BrokerHeartbeatRequest) request).thenApply(response -> response);
  }

  @Override
  public <R extends ApiMessage> CompletionStage<R> send(
      int brokerId, ApiMessage request, short version, Class<R> response) {
    SimulatedBroker other = (SimulatedBroker) store.brokers.get(brokerId);
    return mute
        ? new CompletableFuture<>()
        : other.answer(request, version).thenApply(response::cast);
  }

  public MetadataImage image() {
    return images.current();
  }

  /** Drafts a topic with so many partitions on one broker. */
  static ControllerOperation<UUID> createTopic(String name, int partitions, int broker) {
    return draft -> {
      UUID id = new UUID(draft.random().nextLong(), draft.random().nextLong());
      draft.add(new TopicRecord().name(name).topicId(id));
      for (int partition = 0; partition < partitions; partition++) {
        draft.add(
            new PartitionRecord()
                .topicId(id)
                .partitionId(partition)
                .replicas(List.of(broker))
                .isr(List.of(broker))
                .leader(broker)
                .leaderEpoch(0)
                .partitionEpoch(0));
      }
      return id;
    };
  }

  CompletableFuture<UUID> create(String name, int partitions, int broker) {
    return controller.submit(createTopic(name, partitions, broker)).toCompletableFuture();
  }
}
