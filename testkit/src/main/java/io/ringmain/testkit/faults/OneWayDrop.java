package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Nothing that one machine sends to another arrives; the other way it does. */
record OneWayDrop(int from, int to) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new OneWayDrop(Peers.draw(random, options), Peers.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.network().cut(Peers.name(from), Peers.name(to));
  }

  @Override
  public void end(SimulatedCluster cluster) {
    cluster.network().mend(Peers.name(from), Peers.name(to));
  }
}
