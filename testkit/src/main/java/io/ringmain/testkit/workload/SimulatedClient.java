package io.ringmain.testkit.workload;

/** A client that does things by itself until it is told to stop. */
public interface SimulatedClient {

  /** Such as {@code producer-1}. */
  String name();

  /** Begins. */
  void start();

  /** Begins nothing new; what is under way is brought to an end. */
  void finish();

  /** Whether everything that was begun has come to its end. */
  boolean isFinished();

  /** In words: what it still waits for. */
  String waitsFor();
}
