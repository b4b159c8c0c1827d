package io.ringmain.testkit.checkers;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
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

  private final Map<Key, State> partitions = new HashMap<>();
  private final List<Change> latestChanges = new ArrayList<>();
  private final Set<Replica> takenAway = new HashSet<>();
  private long commits;

  /** Machines whose process has ended, and that have not registered another since. */
  private final Set<String> gone = new HashSet<>();

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
      case PartitionRecord made ->
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
      case PartitionChangeRecord changed -> {
        State old = partitions.get(new Key(changed.topicId(), changed.partitionId()));
        boolean elected = changed.leader() != LEADER_STAYS;
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
      case RegisterBrokerRecord broker -> gone.remove(LogModel.machine(broker.brokerId()));
      case RemoveTopicRecord removed ->
          partitions.keySet().removeIf(key -> key.topicId.equals(removed.topicId()));
      default -> {
        // The others say nothing of partitions.
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
