package io.ringmain.testkit.arbitraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What breaks a property is shrunk to an example that shows nothing else. */
final class ShrinkingTest {

  @Test
  void aHistoryWithoutALeaderIsOneReplicaThatFalls() {
    run(Leaderless.class);
    assertEquals(
        new ReplicaHistory(List.of(1), List.of(new ReplicaStep.Fall(0))), Leaderless.latest);
  }

  @Test
  void aPlanWithANetworkSplitIsThatSplitAtOnce() {
    run(Split.class);
    assertEquals(new PlannedFaults(List.of(new PlannedFault("split", 0, 100, 0))), Split.latest);
  }

  private static void run(Class<?> properties) {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(properties))
                .filters(EngineFilter.includeEngines("jqwik"))
                .configurationParameter("jqwik.shrinking.default", "FULL")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .configurationParameter("jqwik.failures.after.default", "RANDOM_SEED")
                .build());
  }

  /** A property that does not hold; the latest example that broke it is the shortest. */
  @Domain(RingmainDomain.class)
  static final class Leaderless {
    private static ReplicaHistory latest;

    @Property(tries = 1_000)
    void thereIsAlwaysALeader(@ForAll ReplicaHistory history) {
      if (history.states().stream().anyMatch(s -> s.leader() == ReplicaState.NO_LEADER)) {
        latest = history;
        throw new AssertionError("no leader");
      }
    }
  }

  /** Another one. */
  @Domain(RingmainDomain.class)
  static final class Split {
    private static PlannedFaults latest;

    @Property(tries = 1_000)
    void theNetworkIsWhole(@ForAll PlannedFaults plan) {
      if (plan.faults().stream().anyMatch(fault -> fault.kind().equals("split"))) {
        latest = plan;
        throw new AssertionError("a split");
      }
    }
  }
}
