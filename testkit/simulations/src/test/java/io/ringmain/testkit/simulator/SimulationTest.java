package io.ringmain.testkit.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulation itself; what it is worth, {@code MutationsTest} says. In a process of its own. */
@Tag("seeds")
class SimulationTest {
  /** How many seeds: 1,000 in every build, 10,000 in the profile {@code soak}. */
  private static final String SEEDS_PROPERTY = "ringmain.simulation.seeds";

  private static final int SEEDS = 1_000;
  private static final int FEWEST_BROKERS = 3;
  private static final int MOST_BROKERS = 7;
  private static final int MINUTE_MS = 60_000;

  @Test
  void holdsForManySeedsWithAllFaults() {
    // Simulations share nothing, so as many run at once as there are processors.
    Optional<SimulationResult> broken =
        LongStream.rangeClosed(1, Integer.getInteger(SEEDS_PROPERTY, SEEDS))
            .parallel()
            .mapToObj(
                seed -> Simulation.run(new SimulationPlan(seed, brokersOf(seed), MINUTE_MS, "all")))
            .filter(result -> !result.passed())
            .findAny();
    broken.ifPresent(result -> {
      SimulationResult shortest = Shrinking.shrink(result, Shrinking.MOST_RUNS, _ -> {});
      fail(
          "seed %d: %s%nshortest schedule found: %s%nreplay: %s"
              .formatted(
                  result.plan().seed(),
                  result.violations().getFirst(),
                  shortest.faults(),
                  shortest.plan().command()));
    });
  }

  /** The seeds of every build have the fewest, since those take least; those after have 3 to 7. */
  private static int brokersOf(long seed) {
    return seed <= SEEDS
        ? FEWEST_BROKERS
        : FEWEST_BROKERS + (int) (seed % (MOST_BROKERS - FEWEST_BROKERS + 1));
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
