package io.ringmain.testkit.simulator;

/** Is told how far a simulation has come. */
@FunctionalInterface
public interface Progress {

  /**
   * Now and then.
   *
   * @param virtualMs time that clients have worked
   * @param ofMs time that they are to work
   * @param events lines of the trace so far
   */
  void at(long virtualMs, long ofMs, long events);

  /** Nobody wants to know. */
  Progress NONE = (_, _, _) -> {};
}
