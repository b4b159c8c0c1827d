package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** All connections between two machines are reset, in the midst of what they carry. */
record ResetConnections(int one, int other) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new ResetConnections(Peers.draw(random, options), Peers.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.network().reset(Peers.name(one), Peers.name(other));
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // Whoever needs another connects again.
  }
}
