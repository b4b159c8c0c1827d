package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A bit of a record batch on a disk turns over. */
record BitFlip(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new BitFlip(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flipBit();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // It stays as it is.
  }
}
