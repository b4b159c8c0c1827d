package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Flushes of a disk say that they are done, and have done nothing. */
record LyingFlush(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new LyingFlush(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushesLie(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushesLie(false);
  }
}
