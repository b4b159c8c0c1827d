package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** Frames between two machines take longer. */
record SlowLink(int one, int other, int delayNs) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new SlowLink(
        Peers.draw(random, options), Peers.draw(random, options), random.nextInt(400_000_000));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    cluster.network().delayMore(Peers.name(one), Peers.name(other), delayNs);
    cluster.network().delayMore(Peers.name(other), Peers.name(one), delayNs);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    cluster.network().delayMore(Peers.name(one), Peers.name(other), -delayNs);
    cluster.network().delayMore(Peers.name(other), Peers.name(one), -delayNs);
  }
}
