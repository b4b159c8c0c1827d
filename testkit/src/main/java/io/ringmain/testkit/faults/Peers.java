package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedStore;
import java.util.Random;

/** Everybody on the network: the store is 0, brokers are above, clients below. */
final class Peers {
  /** How many client machines there are for faults; simulations name theirs c1, c2 and so on. */
  static final int CLIENTS = 9;

  private Peers() {}

  static int draw(Random random, ClusterOptions options) {
    return random.nextInt(options.brokers() + 1 + CLIENTS) - CLIENTS;
  }

  static String name(int peer) {
    if (peer == 0) {
      return SimulatedStore.MACHINE;
    }
    return peer > 0 ? "b" + peer : "c" + -peer;
  }
}
