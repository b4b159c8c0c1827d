package io.ringmain.kernel.partition;

/** Is told of a log that has failed: its broker has to leave the partition to others. */
@FunctionalInterface
public interface LogFailureListener {

  /** Once for each partition, on any thread: its ring's, one that reads, or one of the storage. */
  void onLogFailed(Partition partition);
}
