package io.ringmain.testkit.simulator;

import io.ringmain.testkit.checkers.Violation;
import io.ringmain.testkit.faults.ScheduledFault;
import java.util.List;

/**
 * What came out of a simulation.
 *
 * @param traceHash of all that happened
 * @param virtualMs how much time went by in it
 * @param realNs how much went by outside
 * @param events lines of the trace
 * @param history how much the clients told
 * @param violations what was broken, the first first
 * @param faults that happened
 * @param clients how many there were
 * @param checked invariants and what was checked, a line each
 */
public record SimulationResult(
    SimulationPlan plan,
    String traceHash,
    long virtualMs,
    long realNs,
    long events,
    long history,
    List<Violation> violations,
    List<ScheduledFault> faults,
    int clients,
    List<String> checked) {

  /** Whether everything held. */
  public boolean passed() {
    return violations.isEmpty();
  }

  /** The number of the invariant that broke first, or −1. */
  public int brokenInvariant() {
    return violations.isEmpty() ? -1 : violations.getFirst().invariant();
  }
}
