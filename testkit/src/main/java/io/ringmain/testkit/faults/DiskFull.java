package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A disk has no room. */
record DiskFull(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new DiskFull(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().full(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().full(false);
  }
}
