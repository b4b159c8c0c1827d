package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A disk cannot be read: logs being opened are out of service until the broker starts again. */
record ReadErrors(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new ReadErrors(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().readsFail(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().readsFail(false);
    if (Machines.of(cluster, machine).disk().hasOfflineLogs()) {
      Machines.of(cluster, machine).kill();
      Machines.of(cluster, machine).start();
    }
  }
}
