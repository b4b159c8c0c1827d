package io.ringmain.kernel.partition;

/** Waits for data in a partition: a parked fetch. Called on the ring thread of the partition. */
public interface DataWaiter {

  /**
   * More can be read now.
   *
   * @param bytes how much more, roughly
   * @return whether it needs to hear no more of this partition
   */
  boolean onData(int bytes);

  /** The partition is led or served here no longer, or its log start has moved: answer at once. */
  void onUnavailable();

  /** Whether it has been answered meanwhile, so that it can be forgotten. */
  boolean isDone();
}
