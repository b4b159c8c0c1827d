/**
 * Bugs planted into the kernel, to see that the simulation finds them.
 *
 * <pre>
 *   Mutations ── edits ──▶ MutatedClasses: a class loader with the kernel and the simulator in it,
 *                          the kernel's classes edited as they are loaded
 *                               └──▶ Simulation.run(seed 1, 2, …) until an invariant breaks
 * </pre>
 *
 * <p>The kernel itself knows nothing of it: no switch, no hook.
 */
package io.ringmain.testkit.mutations;
