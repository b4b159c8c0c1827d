package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A disk cannot be flushed: logs go out of service until the broker is started again. */
record FlushErrors(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new FlushErrors(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushesFail(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushesFail(false);
    if (Machines.of(cluster, machine).disk().hasOfflineLogs()) {
      Machines.of(cluster, machine).kill();
      Machines.of(cluster, machine).start();
    }
  }
}
