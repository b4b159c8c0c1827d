package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The latest write to each log of a disk never reaches it, whatever is flushed. */
record LostWrite(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new LostWrite(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().loseLatestWrite();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // It is lost for good.
  }
}
