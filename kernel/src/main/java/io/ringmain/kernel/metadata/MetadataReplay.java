package io.ringmain.kernel.metadata;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.ClearElrRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.FenceBrokerRecord;
import io.ringmain.protocol.stored.NoOpRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.ProducerIdsRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import io.ringmain.protocol.stored.TopicRecord;
import io.ringmain.protocol.stored.UnfenceBrokerRecord;
import io.ringmain.protocol.stored.UnregisterBrokerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each metadata record does to an image. The only place where that is said: the live path, a
 * restart, a snapshot and the controller's look ahead all come through here.
 *
 * <p>The record is read, never kept. Any thread, one delta at a time.
 */
public final class MetadataReplay {

  /** In a change record: the leader stays, and with it the leader epoch. */
  public static final int NO_LEADER_CHANGE = -2;

  private MetadataReplay() {}

  /**
   * Takes one record in.
   *
   * @throws MetadataException if it contradicts what was before, or is of a kind that this version
   *     does not know what to do with: going on would let brokers disagree
   */
  public static void replay(MetadataDelta delta, TypedRecord record) {
    switch (record) {
      case TopicRecord topic -> delta.createTopic(topic.name(), topic.topicId());
      case PartitionRecord partition -> partition(delta, partition);
      case PartitionChangeRecord change -> change(delta, change);
      case RemoveTopicRecord topic -> delta.removeTopic(topic.topicId());
      case ClearElrRecord cleared -> delta.clearElr(cleared.topicName());
      case ConfigRecord config ->
          delta.config(
              new ConfigResource(config.resourceType(), config.resourceName()),
              config.name(),
              Optional.ofNullable(config.value()));
      case ProducerIdsRecord block -> delta.nextProducerId(block.nextProducerId());
      case RegisterBrokerRecord broker -> delta.putBroker(broker(broker));
      case UnregisterBrokerRecord broker -> delta.removeBroker(broker.brokerId());
      case FenceBrokerRecord broker -> fence(delta, broker.id(), true);
      case UnfenceBrokerRecord broker -> fence(delta, broker.id(), false);
      case BrokerRegistrationChangeRecord change -> registration(delta, change);
      case NoOpRecord nothing -> {}
      default ->
          throw new MetadataException(
              "metadata record " + record.getClass().getSimpleName() + " is not supported");
    }
  }

  private static void partition(MetadataDelta delta, PartitionRecord record) {
    delta.putPartition(
        record.topicId(),
        new PartitionImage(
            record.partitionId(),
            record.replicas(),
            record.isr(),
            record.addingReplicas(),
            record.removingReplicas(),
            record.leader(),
            record.leaderEpoch(),
            record.partitionEpoch(),
            orElse(record.eligibleLeaderReplicas(), List.of()),
            orElse(record.lastKnownElr(), List.of()),
            LogDirectories.lost(record.replicas(), record.directories())));
  }

  private static void change(MetadataDelta delta, PartitionChangeRecord record) {
    PartitionImage old =
        delta
            .partition(record.topicId(), record.partitionId())
            .orElseThrow(
                () -> new MetadataException("there is no partition for the change " + record));
    boolean elected = record.leader() != NO_LEADER_CHANGE;
    List<Integer> replicas = orElse(record.replicas(), old.replicas());
    delta.putPartition(
        record.topicId(),
        new PartitionImage(
            old.partition(),
            replicas,
            orElse(record.isr(), old.isr()),
            orElse(record.addingReplicas(), old.addingReplicas()),
            orElse(record.removingReplicas(), old.removingReplicas()),
            elected ? record.leader() : old.leader(),
            elected ? old.leaderEpoch() + 1 : old.leaderEpoch(),
            old.partitionEpoch() + 1,
            orElse(record.eligibleLeaderReplicas(), old.elr()),
            orElse(record.lastKnownElr(), old.lastKnownElr()),
            record.directories() == null
                ? remaining(old.lostReplicas(), replicas)
                : LogDirectories.lost(replicas, record.directories())));
  }

  /** In the order of the replicas, as a snapshot would give them. */
  private static List<Integer> remaining(List<Integer> lost, List<Integer> replicas) {
    return lost.isEmpty() ? lost : replicas.stream().filter(lost::contains).toList();
  }

  /** In a change record, null says that something stays as it is. */
  private static List<Integer> orElse(List<Integer> changed, List<Integer> old) {
    return changed == null ? old : changed;
  }

  private static BrokerImage broker(RegisterBrokerRecord record) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (RegisterBrokerRecord.BrokerEndpoint endpoint : record.endPoints()) {
      endpoints.add(
          new Endpoint(
              endpoint.name(), endpoint.host(), endpoint.port(), endpoint.securityProtocol()));
    }
    return new BrokerImage(
        record.brokerId(),
        record.brokerEpoch(),
        record.incarnationId(),
        endpoints,
        Optional.ofNullable(record.rack()),
        record.fenced(),
        record.inControlledShutdown());
  }

  private static void fence(MetadataDelta delta, int id, boolean fenced) {
    BrokerImage broker = registered(delta, id);
    delta.putBroker(broker.with(fenced, broker.inControlledShutdown()));
  }

  private static void registration(MetadataDelta delta, BrokerRegistrationChangeRecord change) {
    BrokerImage broker = registered(delta, change.brokerId());
    boolean fenced = change.fenced() == 0 ? broker.fenced() : change.fenced() > 0;
    boolean leaving =
        change.inControlledShutdown() == 0
            ? broker.inControlledShutdown()
            : change.inControlledShutdown() > 0;
    delta.putBroker(broker.with(fenced, leaving));
  }

  private static BrokerImage registered(MetadataDelta delta, int id) {
    return delta
        .broker(id)
        .orElseThrow(() -> new MetadataException("broker " + id + " is not registered"));
  }
}
