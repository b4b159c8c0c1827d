package io.ringmain.testkit.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The simulation itself: what it is worth, {@code MutationsTest} says. */
class SimulationTest {
  private static final String SEEDS_PROPERTY = "ringmain.simulation.seeds";
  private static final int MINUTE_MS = 60_000;

  @Test
  void holdsForManySeedsWithAllFaults() {
    int seeds = Integer.getInteger(SEEDS_PROPERTY, 20);
    for (long seed = 1; seed <= seeds; seed++) {
      SimulationResult result = Simulation.run(new SimulationPlan(seed, 3, MINUTE_MS, "all"));
      assertTrue(result.passed(), () -> result.violations() + "\n" + result.plan().command());
    }
  }

  @Test
  void clientsWorkAllTheTimeWithoutFaults() {
    SimulationResult result = Simulation.run(new SimulationPlan(1, 3, MINUTE_MS, "none"));
    assertTrue(result.passed(), () -> result.violations().toString());
    assertTrue(result.history() > 1_000, () -> result.history() + " things happened to clients");
  }

  @Test
  void theSameSeedMakesTheSameTrace() {
    SimulationPlan plan = new SimulationPlan(7, 3, MINUTE_MS, "all");
    SimulationResult first = Simulation.run(plan);
    SimulationResult second = Simulation.run(plan);
    assertEquals(first.traceHash(), second.traceHash());
    assertEquals(first.events(), second.events());
  }

  @Test
  void anotherSeedMakesAnotherTrace() {
    assertNotEquals(
        Simulation.run(new SimulationPlan(7, 1, 5_000, "all")).traceHash(),
        Simulation.run(new SimulationPlan(8, 1, 5_000, "all")).traceHash());
  }
}
