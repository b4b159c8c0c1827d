package io.ringmain.kernel.controller;

/**
 * When the log is long enough to be replaced by a snapshot.
 *
 * @param nodes after so many nodes
 * @param bytes or after so many bytes of nodes, if a snapshot would not be larger
 */
public record SnapshotPolicy(int nodes, long bytes) {

  /** Few enough to be read in a fraction of a second. */
  public static final SnapshotPolicy DEFAULT = new SnapshotPolicy(1_000, 4L * 1024 * 1024);
}
