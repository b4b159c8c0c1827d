package io.ringmain.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.testkit.faults.FaultCatalog;
import io.ringmain.testkit.faults.FaultKind;
import io.ringmain.testkit.faults.ScheduledFault;
import io.ringmain.testkit.simulator.Simulation;
import io.ringmain.testkit.simulator.SimulationPlan;
import io.ringmain.testkit.simulator.SimulationResult;
import io.ringmain.testkit.world.ClusterOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;

/** Plans of faults can be run, and histories of replicas are such as Kafka allows. */
@Domain(RingmainDomain.class)
@Domain(DomainContext.Global.class)
final class ClusterArbitrariesProperties {
  private static final ClusterOptions OPTIONS = new ClusterOptions(3, true);

  @Property(tries = 200)
  void plannedFaultsAreThoseOfTheCatalog(@ForAll PlannedFaults plan) {
    List<ScheduledFault> schedule = plan.schedule(OPTIONS);
    for (int i = 0; i < schedule.size(); i++) {
      ScheduledFault fault = schedule.get(i);
      FaultKind kind = FaultCatalog.named(fault.kind()).getFirst();
      assertEquals(i, fault.number());
      assertTrue(i == 0 || schedule.get(i - 1).atMs() <= fault.atMs());
      assertTrue(fault.durationMs() >= kind.leastMs() && fault.durationMs() <= kind.mostMs());
    }
    assertEquals(schedule.toString(), plan.schedule(OPTIONS).toString());
  }

  @Property(tries = 3, seed = "20261128")
  void aClusterOutlivesPlannedFaults(@ForAll("faultsOfTenSeconds") PlannedFaults plan) {
    SimulationResult result =
        Simulation.run(new SimulationPlan(1, 3, 10_000, "none"), plan::schedule);
    assertTrue(result.passed(), () -> result.violations().toString());
    assertEquals(
        plan.schedule(OPTIONS).stream().map(ScheduledFault::kind).toList(),
        result.faults().stream().map(ScheduledFault::kind).toList());
  }

  @Provide
  Arbitrary<PlannedFaults> faultsOfTenSeconds() {
    return RingmainArbitraries.plannedFaults("all", 9_999);
  }

  @Property(tries = 1_000)
  void leadersAreInSyncAndEpochsGrow(@ForAll ReplicaHistory history) {
    ReplicaState before = null;
    for (ReplicaState state : history.states()) {
      assertTrue(history.replicas().containsAll(state.inSyncReplicas()));
      assertTrue(!state.inSyncReplicas().isEmpty());
      boolean led = state.leader() != ReplicaState.NO_LEADER;
      assertTrue(!led || state.inSyncReplicas().contains(state.leader()), "Invariant 8");
      if (before != null) {
        boolean sameLeader = before.leader() == state.leader();
        assertEquals(before.leaderEpoch() + (sameLeader ? 0 : 1), state.leaderEpoch());
        assertTrue(before.highWatermark() <= state.highWatermark());
        boolean sameReplicas = before.inSyncReplicas().equals(state.inSyncReplicas());
        boolean same = sameLeader && sameReplicas;
        assertEquals(before.partitionEpoch() + (same ? 0 : 1), state.partitionEpoch());
      }
      before = state;
    }
  }

  @Property(tries = 1_000)
  void leaderEpochsBeginInOrder(@ForAll ReplicaHistory history) {
    Set<Long> starts = new HashSet<>();
    long last = -1;
    for (long start : history.leaderEpochStarts().values()) {
      assertTrue(start > last && starts.add(start), "Invariant 5");
      last = start;
    }
    assertTrue(last < history.states().getLast().highWatermark() || last == -1);
  }

  @Property(tries = 1_000)
  void historiesAreOfEveryKind(@ForAll ReplicaHistory history) {
    List<ReplicaState> states = history.states();
    boolean leaderless = states.stream().anyMatch(s -> s.leader() == ReplicaState.NO_LEADER);
    Statistics.label("without leader")
        .collect(leaderless)
        .coverage(coverage -> coverage.check(true).percentage(percent -> percent > 2));
    Statistics.label("several leaders")
        .collect(states.stream().map(ReplicaState::leader).distinct().count() > 2)
        .coverage(coverage -> coverage.check(true).percentage(percent -> percent > 2));
    assertEquals(history.replicas(), states.getFirst().inSyncReplicas());
  }
}
