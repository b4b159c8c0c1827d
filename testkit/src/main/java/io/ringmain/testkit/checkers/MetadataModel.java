package io.ringmain.testkit.checkers;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import io.ringmain.protocol.stored.UnregisterBrokerRecord;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.world.WorldListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Replicas, in-sync replicas and leaders of all partitions, as the records in the metadata log say,
 * the moment they are committed: before any broker has heard of it. Reads the log by itself, so
 * that it does not share the kernel's mistakes. It listens before the checkers do.
 */
public final class MetadataModel implements WorldListener {
  /** The leader of a partition that has none. */
  public static final int NO_LEADER = -1;

  private static final int LEADER_STAYS = -2;
  private static final String LOG = "/metadata/log/";

  /** Stands for a log directory that is out of service. */
  private static final UUID LOST_DIRECTORY = new UUID(0, 1);

  private final Map<Key, State> partitions = new HashMap<>();
  private final List<Change> latestChanges = new ArrayList<>();
  private final Set<Replica> takenAway = new HashSet<>();
  private long commits;

  /** Machines whose process has ended, and that have not registered another since. */
  private final Set<String> gone = new HashSet<>();

  /** Brokers that the controller takes for gone, or that have told it that they stop. */
  private final Set<Integer> fenced = new HashSet<>();

  private final Set<Integer> stopping = new HashSet<>();

  /** Replicas whose log directory is out of service. */
  private final Set<Replica> withoutDirectory = new HashSet<>();

  private final MetadataNodes nodes = new MetadataNodes();

  /** Knows nothing before the first record. */
  public MetadataModel() {}

  private record Key(UUID topicId, int partition) {}

  private record Replica(UUID topicId, int partition, String machine) {}

  /**
   * A partition, by broker ids.
   *
   * @param adding replicas that a reassignment under way adds
   * @param removing replicas that it removes
   * @param eligible replicas that hold everything committed without being in sync (KIP-966)
   * @param lastLeader who led last, while nobody leads
   */
  public record State(
      List<Integer> replicas,
      List<Integer> adding,
      List<Integer> removing,
      List<Integer> isr,
      List<Integer> eligible,
      List<Integer> lastLeader,
      int leader,
      int leaderEpoch,
      int partitionEpoch) {

    /** Whether somebody leads. */
    public boolean hasLeader() {
      return leader != NO_LEADER;
    }

    /** Whether a broker may lead, now or later, without anything being lost. */
    public boolean mayLead(int broker) {
      return isr.contains(broker) || eligible.contains(broker) || lastLeader.contains(broker);
    }

    /** Whether its replicas are being exchanged. */
    public boolean isReassigning() {
      return !adding.isEmpty() || !removing.isEmpty();
    }
  }

  /** A change of a partition. */
  public record Change(UUID topicId, int partition, Optional<State> before, State after) {}

  /** A partition as decided, if it exists. */
  public Optional<State> find(UUID topicId, int partition) {
    return Optional.ofNullable(partitions.get(new Key(topicId, partition)));
  }

  /**
   * Whether a machine's replica was ever taken away, by a reassignment: it may be assigned again by
   * the time the broker deletes it, for that has not heard of it yet.
   */
  public boolean wasTakenAway(UUID topicId, int partition, String machine) {
    return takenAway.contains(new Replica(topicId, partition, machine));
  }

  /** How many commits there were: who remembers what was found knows whether it may be old. */
  long commits() {
    return commits;
  }

  /** What the latest commit has changed, in order. */
  public List<Change> latestChanges() {
    return latestChanges;
  }

  /**
   * Whether a broker has ended and not registered again since: the controller need not know of
   * anything that has happened to it.
   */
  boolean isGone(int broker) {
    return gone.contains(LogModel.machine(broker));
  }

  /** Whether a replica has a reason to be in sync no more, other than its leader's word. */
  boolean mayHaveLeft(UUID topicId, int partition, int broker) {
    return isGone(broker)
        || fenced.contains(broker)
        || stopping.contains(broker)
        || withoutDirectory.contains(new Replica(topicId, partition, LogModel.machine(broker)));
  }

  @Override
  public void onEnded(String machine) {
    gone.add(machine);
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    commits++;
    latestChanges.clear();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Create node && node.path().startsWith(LOG)) {
        nodes.read(node.value(), this::take);
      }
    }
  }

  private void take(TypedRecord record) {
    switch (record) {
      case PartitionRecord made -> {
        directories(made.topicId(), made.partitionId(), made.replicas(), made.directories());
        change(
            made.topicId(),
            made.partitionId(),
            new State(
                made.replicas(),
                made.addingReplicas(),
                made.removingReplicas(),
                made.isr(),
                orElse(made.eligibleLeaderReplicas(), List.of()),
                orElse(made.lastKnownElr(), List.of()),
                made.leader(),
                made.leaderEpoch(),
                made.partitionEpoch()));
      }
      case PartitionChangeRecord changed -> {
        State old = partitions.get(new Key(changed.topicId(), changed.partitionId()));
        boolean elected = changed.leader() != LEADER_STAYS;
        if (changed.directories() != null) {
          directories(
              changed.topicId(),
              changed.partitionId(),
              orElse(changed.replicas(), old.replicas),
              changed.directories());
        }
        change(
            changed.topicId(),
            changed.partitionId(),
            new State(
                orElse(changed.replicas(), old.replicas),
                orElse(changed.addingReplicas(), old.adding),
                orElse(changed.removingReplicas(), old.removing),
                orElse(changed.isr(), old.isr),
                orElse(changed.eligibleLeaderReplicas(), old.eligible),
                orElse(changed.lastKnownElr(), old.lastLeader),
                elected ? changed.leader() : old.leader,
                elected ? old.leaderEpoch + 1 : old.leaderEpoch,
                old.partitionEpoch + 1));
      }
      case RegisterBrokerRecord broker -> {
        gone.remove(LogModel.machine(broker.brokerId()));
        set(fenced, broker.brokerId(), broker.fenced());
        set(stopping, broker.brokerId(), broker.inControlledShutdown());
      }
      case BrokerRegistrationChangeRecord changed -> {
        if (changed.fenced() != 0) {
          set(fenced, changed.brokerId(), changed.fenced() > 0);
        }
        if (changed.inControlledShutdown() > 0) {
          stopping.add(changed.brokerId());
        }
      }
      case UnregisterBrokerRecord broker -> fenced.add(broker.brokerId());
      case RemoveTopicRecord removed ->
          partitions.keySet().removeIf(key -> key.topicId.equals(removed.topicId()));
      default -> {
        // The others say nothing of partitions.
      }
    }
  }

  private static void set(Set<Integer> brokers, int broker, boolean contained) {
    if (contained) {
      brokers.add(broker);
    } else {
      brokers.remove(broker);
    }
  }

  private void directories(
      UUID topicId, int partition, List<Integer> replicas, List<UUID> directories) {
    withoutDirectory.removeIf(
        replica -> replica.topicId.equals(topicId) && replica.partition == partition);
    for (int i = 0; i < directories.size(); i++) {
      if (directories.get(i).equals(LOST_DIRECTORY)) {
        withoutDirectory.add(new Replica(topicId, partition, LogModel.machine(replicas.get(i))));
      }
    }
  }

  private void change(UUID topicId, int partition, State after) {
    State before = partitions.put(new Key(topicId, partition), after);
    if (before != null && !after.replicas.containsAll(before.replicas)) {
      for (int broker : before.replicas) {
        if (!after.replicas.contains(broker)) {
          takenAway.add(new Replica(topicId, partition, LogModel.machine(broker)));
        }
      }
    }
    latestChanges.add(new Change(topicId, partition, Optional.ofNullable(before), after));
  }

  /** In a change, null says that something stays as it is. */
  private static List<Integer> orElse(List<Integer> changed, List<Integer> old) {
    return changed == null ? old : List.copyOf(changed);
  }
}
