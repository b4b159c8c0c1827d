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

  /** All in the profile soak; in a build those that take no more than a few seeds. */
  private static List<Mutation> mutations() {
    return Boolean.getBoolean("ringmain.mutations.rare")
        ? Mutations.ALL
        : Mutations.ALL.stream().filter(bug -> !Mutations.RARE.contains(bug.name())).toList();
  }

  /** Hunts share nothing, so as many go on at once as there are processors. */
  private static final ExecutorService HUNTERS =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private static final Map<Mutation, Future<Hunt.Catch>> HUNTS = new LinkedHashMap<>();

  @BeforeAll
  static void beginAll() {
    for (Mutation mutation : mutations()) {
      HUNTS.put(mutation, HUNTERS.submit(() -> Hunt.hunt(mutation, MOST_SEEDS)));
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
