package io.ringmain.testkit.world;

/**
 * What a simulated cluster is made of.
 *
 * @param brokers how many, each on its own machine
 * @param durableAcks whether acknowledgements wait for a flush; otherwise a failure of a machine
 *     may take what was acknowledged
 */
public record ClusterOptions(int brokers, boolean durableAcks) {
  public ClusterOptions {
    if (brokers < 1 || brokers > 32) {
      throw new IllegalArgumentException(brokers + " brokers; 1 to 32 are allowed");
    }
  }
}
