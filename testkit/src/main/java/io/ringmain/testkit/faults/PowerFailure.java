package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A machine fails with its broker: what was not flushed is lost. It is started again later. */
record PowerFailure(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new PowerFailure(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).powerFails();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).start();
  }
}
