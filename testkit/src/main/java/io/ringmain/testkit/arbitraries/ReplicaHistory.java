package io.ringmain.testkit.arbitraries;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The leaders and in-sync replicas that a partition has had, by Kafka's rules and with clean
 * elections only.
 *
 * <pre>
 *   leader falls ──▶ the next in-sync replica leads, leader epoch + 1
 *   the last in-sync replica falls ──▶ no leader; it stays in sync, and leads when it is back
 * </pre>
 *
 * @param replicas the brokers that the partition is assigned to, the preferred leader first
 * @param steps what happens to them
 */
public record ReplicaHistory(List<Integer> replicas, List<ReplicaStep> steps) {
  public ReplicaHistory {
    replicas = List.copyOf(replicas);
    steps = List.copyOf(steps);
  }

  /** The state at the beginning, and after each step that changed something. */
  public List<ReplicaState> states() {
    List<ReplicaState> states = new ArrayList<>();
    Set<Integer> fallen = new HashSet<>();
    ReplicaState now = new ReplicaState(replicas.getFirst(), 0, replicas, 0, 0);
    states.add(now);
    for (ReplicaStep step : steps) {
      ReplicaState next = after(step, now, fallen);
      if (!next.equals(now)) {
        states.add(next);
        now = next;
      }
    }
    return states;
  }

  /** Where each leader epoch that has records begins, as a leader-epoch checkpoint has it. */
  public TreeMap<Integer, Long> leaderEpochStarts() {
    TreeMap<Integer, Long> starts = new TreeMap<>();
    long end = 0;
    for (ReplicaState state : states()) {
      if (state.highWatermark() > end) {
        starts.putIfAbsent(state.leaderEpoch(), end);
        end = state.highWatermark();
      }
    }
    return starts;
  }

  private ReplicaState after(ReplicaStep step, ReplicaState now, Set<Integer> fallen) {
    return switch (step) {
      case ReplicaStep.Append(int records) ->
          now.leader() == ReplicaState.NO_LEADER ? now : now.appended(records);
      case ReplicaStep.Fall(int replica) -> fall(broker(replica), now, fallen);
      case ReplicaStep.Return(int replica) -> back(broker(replica), now, fallen);
      case ReplicaStep.ElectPreferred _ -> {
        int preferred = replicas.getFirst();
        boolean possible =
            now.leader() != preferred && now.has(preferred) && !fallen.contains(preferred);
        yield possible ? now.led(preferred).with(now.inSyncReplicas()) : now;
      }
    };
  }

  private int broker(int replica) {
    return replicas.get(Math.floorMod(replica, replicas.size()));
  }

  private static ReplicaState fall(int broker, ReplicaState now, Set<Integer> fallen) {
    if (!fallen.add(broker) || !now.has(broker)) {
      return now;
    }
    List<Integer> left = new ArrayList<>(now.inSyncReplicas());
    left.removeIf(id -> id == broker);
    if (left.isEmpty()) {
      return now.led(ReplicaState.NO_LEADER).with(now.inSyncReplicas());
    }
    ReplicaState shrunk = now.with(left);
    return now.leader() == broker ? shrunk.led(left.getFirst()) : shrunk;
  }

  private ReplicaState back(int broker, ReplicaState now, Set<Integer> fallen) {
    boolean leaderless = now.leader() == ReplicaState.NO_LEADER;
    boolean inSync = now.has(broker);
    if (!fallen.contains(broker) || (leaderless && !inSync)) {
      return now; // Without a leader it has nobody to catch up with.
    }
    fallen.remove(broker);
    if (leaderless) {
      return now.led(broker).with(now.inSyncReplicas());
    }
    return now.with(replicas.stream().filter(one -> one == broker || now.has(one)).toList());
  }
}
