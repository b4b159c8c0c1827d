package io.ringmain.testkit.scale;

/**
 * A part of a run, and what it took.
 *
 * @param virtualMs until its end was reached; what is waited for afterwards is counted only
 * @param cpuMs of the process, all of it
 */
record Phase(String name, long virtualMs, long cpuMs, Counts counts) {}
