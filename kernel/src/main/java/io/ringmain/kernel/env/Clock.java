package io.ringmain.kernel.env;

/** The time. Any thread. */
public interface Clock {

  /** Milliseconds since the epoch; may jump either way. For timestamps that others see. */
  long wallMs();

  /** Nanoseconds from an arbitrary start; never goes back. For durations and deadlines. */
  long monotonicNs();
}
