package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A disk cannot be written: logs go out of service until the broker is started again. */
record WriteErrors(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new WriteErrors(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().writesFail(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().writesFail(false);
    if (Machines.of(cluster, machine).disk().hasOfflineLogs()) {
      Machines.of(cluster, machine).kill();
      Machines.of(cluster, machine).start();
    }
  }
}
