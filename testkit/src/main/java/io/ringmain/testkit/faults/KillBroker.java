package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/**
 * A broker is killed; what it wrote is in the page cache of its machine. It is started again later.
 */
record KillBroker(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new KillBroker(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).kill();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).start();
  }
}
