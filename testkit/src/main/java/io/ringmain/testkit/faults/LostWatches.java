package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Half of the watches of the coordination store never come. */
record LostWatches() implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new LostWatches();
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.store().watchesLost(true);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    cluster.store().watchesLost(false);
  }
}
