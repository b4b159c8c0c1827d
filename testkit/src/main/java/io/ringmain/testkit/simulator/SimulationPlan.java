package io.ringmain.testkit.simulator;

import io.ringmain.testkit.faults.FaultCatalog;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which simulation to run. Everything else follows from the seed.
 *
 * @param brokers how many
 * @param durationMs how long clients work and faults happen, in virtual time
 * @param faults as {@link FaultCatalog#named} takes them
 * @param onlyFaults numbers of the faults of the schedule that happen; empty for all
 * @param onlyClients numbers of the clients that take part; empty for all
 */
public record SimulationPlan(
    long seed,
    int brokers,
    long durationMs,
    String faults,
    Optional<Set<Integer>> onlyFaults,
    Optional<Set<Integer>> onlyClients) {

  /** With all clients, and all faults of the schedule. */
  public SimulationPlan(long seed, int brokers, long durationMs, String faults) {
    this(seed, brokers, durationMs, faults, Optional.empty(), Optional.empty());
  }

  /** The same for less time. */
  public SimulationPlan shortenedTo(long newDurationMs) {
    return new SimulationPlan(seed, brokers, newDurationMs, faults, onlyFaults, onlyClients);
  }

  /** The same with these faults of the schedule only. */
  public SimulationPlan withFaults(Set<Integer> numbers) {
    return new SimulationPlan(
        seed, brokers, durationMs, faults, Optional.of(new TreeSet<>(numbers)), onlyClients);
  }

  /** The same with these clients only. */
  public SimulationPlan withClients(Set<Integer> numbers) {
    return new SimulationPlan(
        seed, brokers, durationMs, faults, onlyFaults, Optional.of(new TreeSet<>(numbers)));
  }

  /** The command that runs just this. */
  public String command() {
    return "./ringmain simulate --seed %d --brokers %d --duration %dms --faults %s%s%s"
        .formatted(
            seed,
            brokers,
            durationMs,
            faults,
            list(" --only-faults ", onlyFaults),
            list(" --only-clients ", onlyClients));
  }

  private static String list(String option, Optional<Set<Integer>> numbers) {
    return numbers
        .map(all ->
            option
                + (all.isEmpty()
                    ? "none"
                    : all.stream().map(String::valueOf).collect(Collectors.joining(","))))
        .orElse("");
  }
}
