package io.ringmain.testkit.arbitraries;

import java.util.List;

/**
 * What clients do to one topic of a broker, and what happens to it meanwhile.
 *
 * @param partitions of the topic
 * @param segmentBytes of its log segments: small ones are rolled often
 * @param producers at least one
 * @param consumers each reads everything
 * @param steps one after the other
 * @param seed of everything that clients decide by chance
 */
public record ClientWorkload(
    int partitions,
    int segmentBytes,
    List<WorkloadProducer> producers,
    int consumers,
    List<WorkloadStep> steps,
    long seed) {
  public ClientWorkload {
    producers = List.copyOf(producers);
    steps = List.copyOf(steps);
  }
}
