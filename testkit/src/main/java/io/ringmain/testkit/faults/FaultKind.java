package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import java.util.Random;

/**
 * A kind of fault, of which chance makes single ones.
 *
 * @param name as on the command line
 * @param family process, network, disk, clock or coordination
 * @param leastMs how long one lasts at least
 * @param mostMs and at most
 * @param draw makes one
 */
public record FaultKind(String name, String family, int leastMs, int mostMs, Draw draw) {

  /** Makes a fault by chance. */
  @FunctionalInterface
  public interface Draw {
    /** A fault for a cluster like this. */
    Fault from(Random random, ClusterOptions options);
  }
}
