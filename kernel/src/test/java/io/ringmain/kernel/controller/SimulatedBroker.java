package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A broker as far as metadata goes, in a simulated thread, with a session of its own. */
public final class SimulatedBroker {

  public final StubStore.Session session;
  public final MetadataImages images = new MetadataImages();
  public final Controller controller;
  public final CompletableFuture<Void> ready;

  public SimulatedBroker(SimulatedThreads threads, StubStore store, int id, long incarnation) {
    this(threads, store, id, incarnation, SnapshotPolicy.DEFAULT);
  }

  SimulatedBroker(
      SimulatedThreads threads, StubStore store, int id, long incarnation, SnapshotPolicy policy) {
    session = store.open();
    BrokerIdentity identity =
        new BrokerIdentity(
            id,
            new UUID(id, 0),
            new UUID(id, incarnation),
            List.of(new Endpoint("CLIENT", "host" + id, 9092, (short) 0)),
            Optional.empty());
    controller =
        new Controller(
            threads.environment(id * 1000L + incarnation), session, identity, images, policy);
    ready = controller.start(_ -> {}).toCompletableFuture();
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
