package io.ringmain.testkit.arbitraries;

import io.ringmain.testkit.faults.FaultKind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What happens to the brokers of a cluster, and to the replicas of a partition. */
final class ClusterArbitrary {
  private static final int MOST_FAULTS = 12;
  private static final int MOST_REPLICAS = 5;
  private static final int MOST_STEPS = 30;

  private ClusterArbitrary() {}

  /** Shrinks to fewer, earlier and shorter faults, of a kind that comes first in the list. */
  static Arbitrary<PlannedFaults> faults(List<FaultKind> kinds, int withinMs) {
    if (kinds.isEmpty()) {
      return Arbitraries.just(new PlannedFaults(List.of()));
    }
    return Arbitraries.of(kinds)
        .flatMap(kind -> fault(kind, withinMs))
        .list()
        .ofMaxSize(MOST_FAULTS)
        .map(PlannedFaults::new);
  }

  private static Arbitrary<PlannedFault> fault(FaultKind kind, int withinMs) {
    return Combinators.combine(
            Arbitraries.integers().between(0, withinMs),
            Arbitraries.integers().between(kind.leastMs(), kind.mostMs()),
            Arbitraries.longs().greaterOrEqual(0))
        .as((atMs, durationMs, targets) ->
            new PlannedFault(kind.name(), atMs, durationMs, targets));
  }

  /** Shrinks to one replica and few steps. */
  static Arbitrary<ReplicaHistory> replicas() {
    Arbitrary<List<Integer>> assigned =
        Arbitraries.integers()
            .between(1, 9)
            .list()
            .uniqueElements()
            .ofMinSize(1)
            .ofMaxSize(MOST_REPLICAS);
    return Combinators.combine(assigned, replicaSteps().list().ofMaxSize(MOST_STEPS))
        .as(ReplicaHistory::new);
  }

  private static Arbitrary<ReplicaStep> replicaSteps() {
    Arbitrary<Integer> replica = Arbitraries.integers().between(0, MOST_REPLICAS - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(1, 100).map(ReplicaStep.Append::new)),
        Tuple.of(3, replica.map(ReplicaStep.Fall::new)),
        Tuple.of(3, replica.map(ReplicaStep.Return::new)),
        Tuple.of(1, Arbitraries.create(ReplicaStep.ElectPreferred::new)));
  }
}
