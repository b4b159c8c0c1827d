package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Which brokers a new topic's partitions go to.
 *
 * <pre>
 *   racks a: 1 4   b: 2 5   c: 3        line of brokers   1 2 3 4 5
 *   partition 0 ▶ 1 2 3    1 ▶ 2 3 4    2 ▶ 3 4 5 …    second round: followers one further
 * </pre>
 *
 * <p>The line takes racks in turn, so that neighbours are in different racks; leaders go round it
 * from a random start, followers are the next in line from racks not taken yet, as long as there
 * are any. One topic is placed by one instance, on the metadata ring.
 */
final class ReplicaPlacement {

  private final List<BrokerImage> line;
  private final int start;

  /**
   * @param brokers those that may be placed on
   */
  ReplicaPlacement(List<BrokerImage> brokers, RandomGenerator random) {
    this.line = inTurn(brokers);
    this.start = line.isEmpty() ? 0 : random.nextInt(line.size());
  }

  private static List<BrokerImage> inTurn(List<BrokerImage> brokers) {
    Map<String, ArrayDeque<BrokerImage>> racks = new TreeMap<>();
    for (BrokerImage broker : brokers) {
      racks.computeIfAbsent(broker.rack().orElse(""), rack -> new ArrayDeque<>()).add(broker);
    }
    List<BrokerImage> line = new ArrayList<>();
    while (line.size() < brokers.size()) {
      for (ArrayDeque<BrokerImage> rack : racks.values()) {
        if (!rack.isEmpty()) {
          line.add(rack.poll());
        }
      }
    }
    return line;
  }

  /**
   * Replicas of a partition, the leader first.
   *
   * @throws ControllerException if there are fewer brokers than replicas
   */
  List<Integer> replicas(int partition, int replicationFactor) {
    if (replicationFactor > line.size()) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          "Replication factor "
              + replicationFactor
              + " is not possible: there are "
              + line.size()
              + " brokers alive.");
    }
    int leaderIndex = (start + partition) % line.size();
    int shift = partition / line.size();
    List<Integer> replicas = new ArrayList<>(replicationFactor);
    Set<String> racks = new HashSet<>();
    BrokerImage leader = line.get(leaderIndex);
    replicas.add(leader.id());
    leader.rack().ifPresent(racks::add);
    addFollowers(replicas, racks, leaderIndex, shift, replicationFactor, true);
    addFollowers(replicas, racks, leaderIndex, shift, replicationFactor, false);
    return replicas;
  }

  private void addFollowers(
      List<Integer> replicas,
      Set<String> racks,
      int leaderIndex,
      int shift,
      int wanted,
      boolean newRacksOnly) {
    int others = line.size() - 1;
    for (int i = 0; i < others && replicas.size() < wanted; i++) {
      BrokerImage broker = line.get((leaderIndex + 1 + (shift + i) % others) % line.size());
      boolean newRack = broker.rack().map(rack -> !racks.contains(rack)).orElse(true);
      if (!replicas.contains(broker.id()) && (newRack || !newRacksOnly)) {
        replicas.add(broker.id());
        broker.rack().ifPresent(racks::add);
      }
    }
  }
}
