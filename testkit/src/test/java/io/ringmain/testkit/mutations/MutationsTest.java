package io.ringmain.testkit.mutations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

  @ParameterizedTest
  @MethodSource("mutations")
  void isCaught(Mutation mutation) throws ReflectiveOperationException {
    Hunt.Catch caught = Hunt.hunt(mutation, MOST_SEEDS);
    assertTrue(
        mutation.invariants().contains(caught.invariant()),
        () -> mutation.name() + " after " + caught.seeds() + " seeds: " + caught.violation());
    System.out.printf(
        "%s: %d seeds, invariant %d%n", mutation.name(), caught.seeds(), caught.invariant());
  }
}
