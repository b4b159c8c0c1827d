package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Flushes of a disk take long. */
record SlowFlush(int machine, int ms) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new SlowFlush(Machines.draw(random, options), 1 + random.nextInt(5_000));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushDelay(ms);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).disk().flushDelay(0);
  }
}
