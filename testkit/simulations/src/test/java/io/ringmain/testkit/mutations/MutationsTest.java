package io.ringmain.testkit.mutations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every planted bug is caught, by a checker whose business it is. */
class MutationsTest {
  private static final String SEEDS_PROPERTY = "ringmain.mutations.seeds";
  private static final long MOST_SEEDS = Long.getLong(SEEDS_PROPERTY, 1_000);

  /** Counted from the first seed in the profile soak; in a build from one that shows the bug. */
  private static final boolean COUNTS = Boolean.getBoolean("ringmain.mutations.count");

  private static List<Mutation> mutations() {
    return Mutations.ALL;
  }

  /** Hunts share nothing, so as many go on at once as there are processors. */
  private static final ExecutorService HUNTERS =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private static final Map<Mutation, Future<Hunt.Catch>> HUNTS = new LinkedHashMap<>();

  @BeforeAll
  static void beginAll() {
    for (Mutation mutation : mutations()) {
      long first = COUNTS ? 1 : Mutations.SHOWN_BY.getOrDefault(mutation.name(), 1L);
      HUNTS.put(mutation, HUNTERS.submit(() -> Hunt.hunt(mutation, first, MOST_SEEDS)));
    }
  }

  @AfterAll
  static void endAll() {
    HUNTERS.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isCaught(Mutation mutation) throws InterruptedException, ExecutionException {
    Hunt.Catch caught = HUNTS.get(mutation).get();
    assertTrue(
        mutation.invariants().contains(caught.invariant()),
        () -> mutation.name() + " after " + caught.seeds() + " seeds: " + caught.violation());
    System.out.printf(
        "%s: %d seeds, invariant %d%n", mutation.name(), caught.seeds(), caught.invariant());
  }
}
