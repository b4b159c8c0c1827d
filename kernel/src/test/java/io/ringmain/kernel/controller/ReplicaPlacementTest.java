package io.ringmain.kernel.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicaPlacementTest {

  private final Draft draft = new Draft(MetadataImage.empty("cluster"), 1, new Random(1));

  private void broker(int id, String rack, boolean fenced) {
    draft.add(
        MetadataSnapshot.record(
            new BrokerImage(
                id, id, new UUID(id, id), List.of(), Optional.ofNullable(rack), fenced, false)));
  }

  private List<List<Integer>> place(int partitions, int replicationFactor) {
    ReplicaPlacement placement = new ReplicaPlacement(draft.image(), new Random(5));
    List<List<Integer>> placed = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      placed.add(placement.replicas(replicationFactor));
    }
    return placed;
  }

  private static Map<Integer, Integer> leaders(List<List<Integer>> placed) {
    TreeMap<Integer, Integer> count = new TreeMap<>();
    placed.forEach(replicas -> count.merge(replicas.getFirst(), 1, Integer::sum));
    return count;
  }

  @Test
  void everyBrokerLeadsAsManyPartitionsAndNoneHoldsOneTwice() {
    for (int id = 1; id <= 5; id++) {
      broker(id, null, false);
    }
    List<List<Integer>> placed = place(50, 3);
    assertEquals(Set.of(10), new HashSet<>(leaders(placed).values()));
    for (List<Integer> replicas : placed) {
      assertEquals(3, new HashSet<>(replicas).size());
    }
    assertTrue(new HashSet<>(placed).size() > 5, "not the same stripes over and over");
  }

  @Test
  void replicasAreInDifferentRacksAndRacksLeadInTurn() {
    for (int id = 1; id <= 6; id++) {
      broker(id, "rack" + id % 3, false);
    }
    List<List<Integer>> placed = place(60, 3);
    for (List<Integer> replicas : placed) {
      Set<Integer> racks = new HashSet<>();
      replicas.forEach(id -> racks.add(id % 3));
      assertEquals(3, racks.size());
    }
    assertEquals(Set.of(10), new HashSet<>(leaders(placed).values()));
  }

  @Test
  void moreReplicasThanRacksGoRoundTheRacksAgain() {
    broker(1, "a", false);
    broker(2, "a", false);
    broker(3, "b", false);
    for (List<Integer> replicas : place(10, 3)) {
      assertEquals(Set.of(1, 2, 3), new HashSet<>(replicas));
      assertTrue(replicas.subList(0, 2).contains(3), "both racks come first");
    }
  }

  @Test
  void fencedBrokersLeadNothingAndComeLast() {
    broker(1, null, false);
    broker(2, null, false);
    broker(3, null, true);
    for (List<Integer> replicas : place(10, 3)) {
      assertEquals(3, replicas.getLast());
    }
    for (List<Integer> replicas : place(10, 2)) {
      assertEquals(Set.of(1, 2), new HashSet<>(replicas));
    }
  }

  @Test
  void refusesMoreReplicasThanBrokersAndAnythingWhenNobodyIsAlive() {
    broker(1, null, false);
    assertRefused(2);
    draft.add(
        MetadataSnapshot.record(
            new BrokerImage(1, 2, new UUID(1, 1), List.of(), Optional.empty(), true, false)));
    assertRefused(1);
  }

  private void assertRefused(int replicationFactor) {
    ControllerException refused =
        assertThrows(ControllerException.class, () -> place(1, replicationFactor));
    assertEquals(ErrorCode.INVALID_REPLICATION_FACTOR, refused.error());
  }
}
