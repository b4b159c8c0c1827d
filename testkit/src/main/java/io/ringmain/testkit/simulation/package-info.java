/**
 * Deterministic simulation: virtual time, and all threads as queues that a seeded scheduler drains.
 *
 * <p>The kernel, the real codec and the plugins of {@code io.ringmain.testkit.memory} run in it as
 * they are.
 */
package io.ringmain.testkit.simulation;
