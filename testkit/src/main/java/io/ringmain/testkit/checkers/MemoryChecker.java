package io.ringmain.testkit.checkers;

import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.util.List;

/**
 * Invariant 45: memory is let go of. A broker that has stopped cleanly holds no frame and no slice
 * of a log; how much it may hold at a time is bounded by the transport, which hands over no more.
 */
public final class MemoryChecker implements Checker {
  private final SimulatedCluster cluster;
  private final Violations violations;

  public MemoryChecker(SimulatedCluster cluster, Violations violations) {
    this.cluster = cluster;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(45);
  }

  @Override
  public String description() {
    return "a broker that has stopped holds no frame and no slice of a log";
  }

  @Override
  public void onStopped(String machine) {
    for (SimulatedMachine stopped : cluster.machines()) {
      if (stopped.name().equals(machine) && stopped.disk().openSlices() != 0) {
        violations.add(
            45, stopped.disk().openSlices() + " slices are open, and " + machine + " has stopped");
      }
    }
    if (cluster.network().leakedBytes() != 0) {
      violations.add(
          45,
          "%d bytes of frames are held, and %s has stopped"
              .formatted(cluster.network().leakedBytes(), machine));
    }
  }
}
