package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A broker loses its connection to the coordination store: what was under way is unknown. */
record ConnectionLoss(int machine) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new ConnectionLoss(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.store().loseConnection(Machines.of(cluster, machine).name());
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // The broker connects again by itself.
  }
}
