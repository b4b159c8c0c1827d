package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Goes over many partitions after something has happened to a broker, as operations that each fit
 * one commit. Metadata ring only.
 *
 * <p>What is to be done to a partition follows from the image when an operation runs, not from the
 * one it was made for: whatever came between is taken into account, and twice is as good as once.
 */
final class Elections {

  /** About 400 KiB of records. */
  private static final int AT_ONCE = 4_000;

  private final Supplier<BrokerConfig> config;

  /** What becomes of one partition; nothing if it may stay as it is. */
  @FunctionalInterface
  interface Rule {
    Optional<PartitionChangeRecord> record(
        MetadataImage image, TopicImage topic, PartitionImage partition, ElectionRules rules);
  }

  /** A partition to be looked at again when the operation runs. */
  private record Target(UUID topicId, int partition) {}

  Elections(Supplier<BrokerConfig> config) {
    this.config = config;
  }

  /**
   * Whoever is not alive leaves the in-sync replicas, and who leads is found anew where the leader
   * is not alive or there is none.
   */
  static Optional<PartitionChangeRecord> amongTheAlive(
      MetadataImage image, TopicImage topic, PartitionImage partition, ElectionRules rules) {
    return new PartitionChange(topic.id(), partition, rules, id -> mayLead(image, partition, id))
        .isr(partition.isr().stream().filter(image::alive).toList())
        .record();
  }

  /** Who is about to stop is not elected, but leads on until somebody else can. */
  static boolean mayLead(MetadataImage image, PartitionImage partition, int id) {
    return image.active(id) || (id == partition.leader() && image.alive(id));
  }

  /**
   * Operations for all partitions for which there is something to do.
   *
   * @param concerned which partitions to look at
   * @param still whether the operation still has to be carried out when its turn comes
   */
  List<ControllerOperation<Void>> operations(
      MetadataImage image,
      Predicate<PartitionImage> concerned,
      Rule rule,
      Predicate<MetadataImage> still) {
    List<ControllerOperation<Void>> operations = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    for (TopicImage topic : image.topics()) {
      for (PartitionImage partition : topic.partitions()) {
        if (concerned.test(partition)) {
          targets.add(new Target(topic.id(), partition.partition()));
          if (targets.size() == AT_ONCE) {
            operations.add(operation(targets, rule, still));
            targets = new ArrayList<>();
          }
        }
      }
    }
    if (!targets.isEmpty()) {
      operations.add(operation(targets, rule, still));
    }
    return operations;
  }

  private ControllerOperation<Void> operation(
      List<Target> targets, Rule rule, Predicate<MetadataImage> still) {
    return draft -> {
      MetadataImage image = draft.image();
      if (still.test(image)) {
        elect(draft, image, targets, rule);
      }
      return null;
    };
  }

  private void elect(Draft draft, MetadataImage image, List<Target> targets, Rule rule) {
    Optional<TopicImage> topic = Optional.empty();
    ElectionRules rules = new ElectionRules(1, false);
    for (Target target : targets) {
      if (topic.isEmpty() || !topic.get().id().equals(target.topicId)) {
        topic = image.topic(target.topicId);
        if (topic.isEmpty()) {
          continue; // It was deleted meanwhile.
        }
        rules = ElectionRules.of(image, topic.get().name(), config.get());
      }
      Optional<PartitionImage> partition = topic.get().partition(target.partition);
      if (partition.isPresent()) {
        rule.record(image, topic.get(), partition.get(), rules).ifPresent(draft::add);
      }
    }
  }
}
