package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/**
 * A network split: some machines, brokers, clients and store alike, do not reach the others.
 *
 * @param side one bit for each machine: on which side it is
 */
record NetworkSplit(long side, int brokers) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new NetworkSplit(random.nextLong(), options.brokers());
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    forEachSevered(cluster.network()::cut);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    forEachSevered(cluster.network()::mend);
  }

  private void forEachSevered(Link link) {
    for (int one = -Peers.CLIENTS; one <= brokers; one++) {
      for (int other = -Peers.CLIENTS; other <= brokers; other++) {
        if (sideOf(one) != sideOf(other)) {
          link.between(Peers.name(one), Peers.name(other));
        }
      }
    }
  }

  private boolean sideOf(int peer) {
    return (side >>> (peer + Peers.CLIENTS) & 1) == 0;
  }

  /** Takes two machines, one direction. */
  @FunctionalInterface
  private interface Link {
    void between(String from, String to);
  }
}
