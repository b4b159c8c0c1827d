package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The coordination store stops altogether; no session expires meanwhile. */
record StoreStop() implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new StoreStop();
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.store().stop();
  }

  @Override
  public void end(SimulatedCluster cluster) {
    cluster.store().start();
  }
}
