package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The processor of a machine is slow: every task takes a while. */
record SlowBroker(int machine, int costNs) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new SlowBroker(Machines.draw(random, options), 20_000 + random.nextInt(1_000_000));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(process -> process.slowDown(costNs));
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(process -> process.slowDown(0));
  }
}
