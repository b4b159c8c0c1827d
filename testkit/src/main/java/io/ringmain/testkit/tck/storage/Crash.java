package io.ringmain.testkit.tck.storage;

/** How a storage may end otherwise than by being closed. */
public enum Crash {
  /** The process is killed: what the operating system was given is there. */
  KILL,

  /** The machine fails: only what was durable is there for certain. */
  MACHINE_FAILURE
}
