package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.UnregisterBrokerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a broker's coming or going does to brokers and partitions, as operations that each fit one
 * commit: the broker itself, and elections by the thousand.
 *
 * <pre>
 *                    registers                  heard of, caught up
 *   (unknown) ──────────────────▶ FENCED ──────────────────────────▶ ALIVE ──┐ wants to stop
 *                    as another process ▲ ▲                            │      ▼
 *                                       │ └── lease or session ended ──┤  STOPPING: elected no
 *                                       └──────────────────────────────┴───  more, leads the least
 * </pre>
 *
 * <p>A change of a broker comes before the elections that follow from it. If the controller is
 * deposed in between, its successor finds what is left to do ({@link #unfinished}). Metadata ring
 * only.
 */
final class BrokerChanges {

  private static final byte YES = 1;
  private static final byte NO = -1;

  private final Elections elections;

  BrokerChanges(Supplier<BrokerConfig> config) {
    this.elections = new Elections(config);
  }

  /**
   * Another process of a broker has registered. What the one before led or was in sync with is
   * sorted out as if it had gone; if it did not stop cleanly, it is also no more known to have
   * everything, since a machine that fails loses what it has not yet written to its disks.
   */
  List<ControllerOperation<Void>> register(MetadataImage image, BrokerIdentity broker) {
    Predicate<MetadataImage> still = now -> !isRegistered(now, broker);
    Optional<BrokerImage> before = image.broker(broker.id());
    boolean clean =
        before.filter(known -> known.brokerEpoch() == broker.previousBrokerEpoch()).isPresent();
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    before
        .filter(BrokerImage::alive)
        .ifPresent(known -> operations.add(fencing(known, now -> true)));
    Set<Integer> unclean = clean ? Set.of() : Set.of(broker.id());
    operations.addAll(
        elections.operations(
            image,
            partition -> concerns(partition, broker.id()),
            (now, topic, partition, rules) -> afterStart(now, topic, partition, rules, unclean),
            still));
    operations.add(draft -> register(draft, broker));
    return operations;
  }

  private static Optional<PartitionChangeRecord> afterStart(
      MetadataImage image,
      TopicImage topic,
      PartitionImage partition,
      ElectionRules rules,
      Set<Integer> unclean) {
    return new PartitionChange(
            topic.id(), partition, rules, id -> Elections.mayLead(image, partition, id))
        .isr(partition.isr().stream().filter(image::alive).toList())
        .uncleanlyStopped(unclean)
        .record();
  }

  private static boolean concerns(PartitionImage partition, int broker) {
    return partition.leader() == broker
        || partition.isr().contains(broker)
        || partition.elr().contains(broker);
  }

  static boolean isRegistered(MetadataImage image, BrokerIdentity broker) {
    return image
        .broker(broker.id())
        .filter(known -> known.incarnationId().equals(broker.incarnationId()))
        .isPresent();
  }

  private static Void register(Draft draft, BrokerIdentity broker) {
    if (!isRegistered(draft.image(), broker)) {
      draft.add(
          MetadataSnapshot.record(
              new BrokerImage(
                  broker.id(),
                  draft.sequence(),
                  broker.incarnationId(),
                  broker.endpoints(),
                  broker.rack(),
                  true,
                  false)));
    }
    return null;
  }

  /**
   * A broker's registration is gone, or it has not been heard of for too long.
   *
   * @param still whether that is so when the operation's turn comes
   */
  List<ControllerOperation<Void>> fence(
      MetadataImage image, BrokerImage broker, Predicate<MetadataImage> still) {
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    operations.add(fencing(broker, still));
    operations.addAll(
        elections.operations(
            image,
            partition -> partition.leader() == broker.id() || partition.isr().contains(broker.id()),
            Elections::amongTheAlive,
            now -> !now.alive(broker.id())));
    return operations;
  }

  private static ControllerOperation<Void> fencing(
      BrokerImage broker, Predicate<MetadataImage> still) {
    return draft -> {
      if (isSame(draft.image(), broker)
          && draft.image().alive(broker.id())
          && still.test(draft.image())) {
        draft.add(change(broker).fenced(YES));
      }
      return null;
    };
  }

  private static boolean isSame(MetadataImage image, BrokerImage broker) {
    return image
        .broker(broker.id())
        .filter(known -> known.brokerEpoch() == broker.brokerEpoch())
        .isPresent();
  }

  private static BrokerRegistrationChangeRecord change(BrokerImage broker) {
    return new BrokerRegistrationChangeRecord()
        .brokerId(broker.id())
        .brokerEpoch(broker.brokerEpoch());
  }

  /** A fenced broker is heard of and up to date: it may lead again what nobody leads. */
  List<ControllerOperation<Void>> unfence(MetadataImage image, BrokerImage broker) {
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    operations.add(draft -> {
      if (isSame(draft.image(), broker) && !draft.image().alive(broker.id())) {
        draft.add(change(broker).fenced(NO).inControlledShutdown(NO));
      }
      return null;
    });
    operations.addAll(
        elections.operations(
            image,
            partition -> !partition.hasLeader() && partition.replicas().contains(broker.id()),
            Elections::amongTheAlive,
            now -> true));
    return operations;
  }

  /** A broker wants to stop: others lead what it leads, where others can. */
  List<ControllerOperation<Void>> relieve(MetadataImage image, BrokerImage broker) {
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    operations.add(draft -> {
      if (isSame(draft.image(), broker) && draft.image().active(broker.id())) {
        draft.add(change(broker).inControlledShutdown(YES));
      }
      return null;
    });
    operations.addAll(
        elections.operations(
            image,
            partition -> partition.leader() == broker.id() || partition.isr().contains(broker.id()),
            (now, topic, partition, rules) ->
                withoutStopping(now, topic, partition, rules, broker.id()),
            now -> isSame(now, broker)));
    return operations;
  }

  /** Leaves it as it is where nobody would lead any more: that comes soon enough. */
  private static Optional<PartitionChangeRecord> withoutStopping(
      MetadataImage image,
      TopicImage topic,
      PartitionImage partition,
      ElectionRules rules,
      int broker) {
    ElectionRules clean = new ElectionRules(rules.minInsyncReplicas(), false);
    return new PartitionChange(topic.id(), partition, clean, image::active)
        .isr(partition.isr().stream().filter(id -> id != broker).toList())
        .record()
        .filter(record -> record.leader() != PartitionImage.NO_LEADER);
  }

  /** A broker is taken off the list of those that there are. */
  List<ControllerOperation<Void>> unregister(MetadataImage image, BrokerImage broker) {
    List<ControllerOperation<Void>> operations = new ArrayList<>(fence(image, broker, now -> true));
    operations.add(draft -> {
      if (isSame(draft.image(), broker)) {
        draft.add(
            new UnregisterBrokerRecord().brokerId(broker.id()).brokerEpoch(broker.brokerEpoch()));
      }
      return null;
    });
    return operations;
  }

  /** A configuration has changed: it may be that somebody may lead now who might not before. */
  List<ControllerOperation<Void>> afterConfigs(MetadataImage image) {
    return elections.operations(
        image, partition -> !partition.hasLeader(), Elections::amongTheAlive, now -> true);
  }

  /** What a controller that was deposed may have left half done. */
  List<ControllerOperation<Void>> unfinished(MetadataImage image) {
    return elections.operations(
        image,
        partition ->
            !image.alive(partition.leader()) || !partition.isr().stream().allMatch(image::alive),
        Elections::amongTheAlive,
        now -> true);
  }
}
