package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Watches of the coordination store come late. */
record LateWatches(int ms) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new LateWatches(1 + random.nextInt(8_000));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.store().watchDelay(ms);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    cluster.store().watchDelay(0);
  }
}
