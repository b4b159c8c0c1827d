package io.ringmain.testkit.scale;

import java.util.List;

/**
 * What came out of a run.
 *
 * @param phases in their order
 * @param takeoverMs from the election of a controller in the place of one that died to the first
 *     records that it wrote
 * @param electionMs from the death of the one before to that election
 * @param largestNodeBytes of all that was ever written to the store
 * @param snapshotBytes of the last snapshot
 * @param crowded partitions of which two replicas are in one rack
 */
record ScaleResult(
    ScalePlan plan,
    List<Phase> phases,
    long electionMs,
    long takeoverMs,
    int largestNodeBytes,
    long snapshotBytes,
    List<String> crowded) {

  /** The phase of a name. */
  Phase phase(String name) {
    return phases.stream().filter(phase -> phase.name().equals(name)).findFirst().orElseThrow();
  }
}
