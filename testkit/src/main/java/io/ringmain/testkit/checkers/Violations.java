package io.ringmain.testkit.checkers;

import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.util.ArrayList;
import java.util.List;

/** What was found to be broken in one simulation, the first first. */
public final class Violations {
  private static final int MOST_KEPT = 20;

  private final SimulatedScheduler scheduler;
  private final List<Violation> found = new ArrayList<>();

  public Violations(SimulatedScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * An invariant does not hold.
   *
   * @param invariant its number
   * @param message what was found, and what should have been
   */
  public void add(int invariant, String message) {
    scheduler.note("violation of " + invariant + ": " + message);
    if (found.size() < MOST_KEPT) {
      found.add(new Violation(invariant, scheduler.monotonicNs(), message));
    }
  }

  /** Whether nothing was found. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** What was found. */
  public List<Violation> all() {
    return List.copyOf(found);
  }
}
