package io.ringmain.testkit.checkers;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.ClearElrRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.ProducerIdsRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import io.ringmain.protocol.stored.TopicRecord;
import io.ringmain.protocol.stored.UnregisterBrokerRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What metadata records say, as facts that can be compared one by one. It knows by itself what each
 * record does, so that it does not share the kernel's mistakes.
 */
final class MetadataFacts {
  private static final int LEADER_STAYS = -2;
  private static final byte TOPIC_CONFIG = 2;

  private final Map<Object, Object> facts = new HashMap<>();

  private record Topic(UUID id) {}

  private record Partition(UUID topicId, int number) {}

  private record Config(byte type, String resource, String key) {}

  private record Broker(int id) {}

  private record ProducerIds() {}

  private record Registration(long epoch, UUID incarnation, boolean fenced, boolean leaving) {}

  private record Assigned(
      List<Integer> replicas,
      List<Integer> adding,
      List<Integer> removing,
      Set<Integer> lost,
      List<Integer> isr,
      List<Integer> elr,
      List<Integer> lastKnownElr,
      int leader,
      int leaderEpoch,
      int partitionEpoch) {

    Assigned withoutElr() {
      return new Assigned(
          replicas,
          adding,
          removing,
          lost,
          isr,
          List.of(),
          List.of(),
          leader,
          leaderEpoch,
          partitionEpoch);
    }
  }

  /** Takes a record in. */
  void take(TypedRecord record) {
    switch (record) {
      case TopicRecord topic -> facts.put(new Topic(topic.topicId()), topic.name());
      case RemoveTopicRecord gone -> remove(gone.topicId());
      case PartitionRecord made ->
          facts.put(new Partition(made.topicId(), made.partitionId()), assigned(made));
      case PartitionChangeRecord change ->
          facts.computeIfPresent(
              new Partition(change.topicId(), change.partitionId()),
              (_, old) -> changed((Assigned) old, change));
      case ClearElrRecord cleared -> clearElr(cleared.topicName());
      case ConfigRecord config -> take(config);
      case ProducerIdsRecord block -> facts.put(new ProducerIds(), block.nextProducerId());
      case RegisterBrokerRecord broker ->
          facts.put(
              new Broker(broker.brokerId()),
              new Registration(
                  broker.brokerEpoch(),
                  broker.incarnationId(),
                  broker.fenced(),
                  broker.inControlledShutdown()));
      case UnregisterBrokerRecord broker -> facts.remove(new Broker(broker.brokerId()));
      case BrokerRegistrationChangeRecord change ->
          facts.computeIfPresent(
              new Broker(change.brokerId()), (_, old) -> changed((Registration) old, change));
      default -> {
        // No other kind is written.
      }
    }
  }

  private void take(ConfigRecord config) {
    Config key = new Config(config.resourceType(), config.resourceName(), config.name());
    if (config.value() == null) {
      facts.remove(key);
    } else {
      facts.put(key, config.value());
    }
  }

  private void remove(UUID topicId) {
    Object name = facts.remove(new Topic(topicId));
    facts
        .keySet()
        .removeIf(fact ->
            (fact instanceof Partition partition && partition.topicId.equals(topicId))
                || (fact instanceof Config config
                    && config.type == TOPIC_CONFIG
                    && config.resource.equals(name)));
  }

  private void clearElr(String topicName) {
    for (Map.Entry<Object, Object> fact : facts.entrySet()) {
      if (fact.getKey() instanceof Partition partition
          && (topicName.isEmpty() || topicName.equals(facts.get(new Topic(partition.topicId))))) {
        fact.setValue(((Assigned) fact.getValue()).withoutElr());
      }
    }
  }

  private static Assigned assigned(PartitionRecord made) {
    return new Assigned(
        List.copyOf(made.replicas()),
        List.copyOf(made.addingReplicas()),
        List.copyOf(made.removingReplicas()),
        lost(made.replicas(), made.directories()),
        List.copyOf(made.isr()),
        orElse(made.eligibleLeaderReplicas(), List.of()),
        orElse(made.lastKnownElr(), List.of()),
        made.leader(),
        made.leaderEpoch(),
        made.partitionEpoch());
  }

  private static Assigned changed(Assigned old, PartitionChangeRecord change) {
    boolean elected = change.leader() != LEADER_STAYS;
    List<Integer> replicas = orElse(change.replicas(), old.replicas);
    Set<Integer> lost =
        change.directories() == null
            ? new TreeSet<>(old.lost)
            : lost(replicas, change.directories());
    lost.retainAll(replicas);
    return new Assigned(
        replicas,
        orElse(change.addingReplicas(), old.adding),
        orElse(change.removingReplicas(), old.removing),
        lost,
        orElse(change.isr(), old.isr),
        orElse(change.eligibleLeaderReplicas(), old.elr),
        orElse(change.lastKnownElr(), old.lastKnownElr),
        elected ? change.leader() : old.leader,
        elected ? old.leaderEpoch + 1 : old.leaderEpoch,
        old.partitionEpoch + 1);
  }

  private static Set<Integer> lost(List<Integer> replicas, List<UUID> directories) {
    Set<Integer> lost = new TreeSet<>();
    for (int i = 0; i < directories.size(); i++) {
      if (directories.get(i).equals(new UUID(0, 1))) {
        lost.add(replicas.get(i));
      }
    }
    return lost;
  }

  private static Registration changed(Registration old, BrokerRegistrationChangeRecord change) {
    return new Registration(
        old.epoch,
        old.incarnation,
        change.fenced() == 0 ? old.fenced : change.fenced() > 0,
        change.inControlledShutdown() == 0 ? old.leaving : change.inControlledShutdown() > 0);
  }

  /** In a change, null says that something stays as it is. */
  private static List<Integer> orElse(List<Integer> changed, List<Integer> old) {
    return changed == null ? old : List.copyOf(changed);
  }

  /** A fact in which the two differ, in words. */
  Optional<String> difference(MetadataFacts other) {
    List<Object> all = new ArrayList<>(facts.keySet());
    all.addAll(other.facts.keySet());
    return all.stream()
        .filter(fact -> !Objects.equals(facts.get(fact), other.facts.get(fact)))
        .map(fact -> fact + ": " + facts.get(fact) + ", but " + other.facts.get(fact))
        .min(String::compareTo);
  }
}
