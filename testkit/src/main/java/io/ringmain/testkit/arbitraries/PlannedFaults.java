package io.ringmain.testkit.arbitraries;

import io.ringmain.testkit.faults.ScheduledFault;
import io.ringmain.testkit.world.ClusterOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which faults happen to a simulated cluster, and when. A value, so that it can be shrunk and run
 * again: the faults themselves are made anew for each run.
 *
 * @param faults in the order of their beginnings
 */
public record PlannedFaults(List<PlannedFault> faults) {
  public PlannedFaults {
    faults = faults.stream().sorted(Comparator.comparingInt(PlannedFault::atMs)).toList();
  }

  /** The faults for one run of a simulation. */
  public List<ScheduledFault> schedule(ClusterOptions options) {
    List<ScheduledFault> scheduled = new ArrayList<>();
    for (PlannedFault fault : faults) {
      scheduled.add(fault.scheduled(scheduled.size(), options));
    }
    return scheduled;
  }
}
