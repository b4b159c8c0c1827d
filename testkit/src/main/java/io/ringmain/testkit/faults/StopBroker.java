package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A broker is stopped cleanly, and started again later. */
record StopBroker(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new StopBroker(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).stop();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).start();
  }
}
