package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * What a broker's coming or going does to brokers and partitions, as operations that each fit one
 * commit: elections by the thousand, and the broker itself.
 *
 * <p>A broker that comes is let in after its elections, one that goes is fenced before them, so
 * that an image never offers a broker whose partitions are still to be sorted out. Metadata ring
 * only.
 */
final class BrokerChanges {

  private static final byte FENCE = 1;

  /** About 300 KiB of records. */
  private static final int ELECTIONS_AT_ONCE = 4_000;

  /** A partition to be looked at again when the operation runs. */
  private record Target(UUID topicId, int partition) {}

  private enum Change {
    START,
    LOSS
  }

  private BrokerChanges() {}

  /** A broker has registered: another process than before, or one that had been fenced. */
  static List<ControllerOperation<Void>> up(MetadataImage image, BrokerIdentity broker) {
    // What was queued twice does nothing the second time.
    Predicate<MetadataImage> still = now -> !letIn(now, broker);
    List<ControllerOperation<Void>> operations = elections(image, broker.id(), Change.START, still);
    operations.add(draft -> register(draft, broker));
    return operations;
  }

  private static boolean letIn(MetadataImage image, BrokerIdentity broker) {
    return image
        .broker(broker.id())
        .filter(BrokerImage::alive)
        .filter(known -> known.incarnationId().equals(broker.incarnationId()))
        .isPresent();
  }

  private static Void register(Draft draft, BrokerIdentity broker) {
    if (!letIn(draft.image(), broker)) {
      draft.add(
          MetadataSnapshot.record(
              new BrokerImage(
                  broker.id(),
                  draft.sequence(),
                  broker.incarnationId(),
                  broker.endpoints(),
                  broker.rack(),
                  false,
                  false)));
    }
    return null;
  }

  /** A broker's registration is gone. */
  static List<ControllerOperation<Void>> down(MetadataImage image, BrokerImage broker) {
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    operations.add(draft -> {
      boolean same = draft.image().broker(broker.id()).filter(broker::equals).isPresent();
      if (same) {
        draft.add(
            new BrokerRegistrationChangeRecord()
                .brokerId(broker.id())
                .brokerEpoch(broker.brokerEpoch())
                .fenced(FENCE));
      }
      return null;
    });
    Predicate<MetadataImage> still = now -> !now.alive(broker.id());
    operations.addAll(elections(image, broker.id(), Change.LOSS, still));
    return operations;
  }

  private static List<ControllerOperation<Void>> elections(
      MetadataImage image, int broker, Change change, Predicate<MetadataImage> still) {
    IntPredicate alive = alive(image, broker, change);
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    for (TopicImage topic : image.topics()) {
      for (PartitionImage partition : topic.partitions()) {
        if (record(topic, partition, broker, alive, change).isPresent()) {
          targets.add(new Target(topic.id(), partition.partition()));
          if (targets.size() == ELECTIONS_AT_ONCE) {
            operations.add(elect(targets, broker, change, still));
            targets = new ArrayList<>();
          }
        }
      }
    }
    if (!targets.isEmpty()) {
      operations.add(elect(targets, broker, change, still));
    }
    return operations;
  }

  private static ControllerOperation<Void> elect(
      List<Target> targets, int broker, Change change, Predicate<MetadataImage> still) {
    return draft -> {
      MetadataImage image = draft.image();
      if (!still.test(image)) {
        return null;
      }
      IntPredicate alive = alive(image, broker, change);
      for (Target target : targets) {
        image
            .topic(target.topicId)
            .ifPresent(topic -> elect(draft, topic, target, broker, alive, change));
      }
      return null;
    };
  }

  private static void elect(
      Draft draft, TopicImage topic, Target target, int broker, IntPredicate alive, Change change) {
    topic
        .partition(target.partition)
        .flatMap(partition -> record(topic, partition, broker, alive, change))
        .ifPresent(draft::add);
  }

  private static Optional<PartitionChangeRecord> record(
      TopicImage topic, PartitionImage partition, int broker, IntPredicate alive, Change change) {
    return switch (change) {
      case START -> LeaderChoice.afterStart(topic, partition, broker, alive);
      case LOSS -> LeaderChoice.afterLoss(topic, partition, broker, alive);
    };
  }

  /** Who is alive once the change is through. */
  private static IntPredicate alive(MetadataImage image, int broker, Change change) {
    return id -> id == broker ? change == Change.START : image.alive(id);
  }
}
