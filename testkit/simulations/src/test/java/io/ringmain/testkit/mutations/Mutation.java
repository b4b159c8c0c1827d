package io.ringmain.testkit.mutations;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A bug to plant.
 *
 * @param name as in {@code docs/testing.md}
 * @param brokers how many
 * @param invariants of which one breaks
 * @param faults that bring it to light
 * @param edits made anew for each use, since they count
 */
record Mutation(
    String name, int brokers, Set<Integer> invariants, String faults, Supplier<List<Edit>> edits) {
  @Override
  public String toString() {
    return name;
  }
}
