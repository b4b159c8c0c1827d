package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The coordination store ends the session of a broker. */
record SessionExpiry(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new SessionExpiry(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.store().expire(Machines.of(cluster, machine).name());
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // The broker begins another by itself.
  }
}
