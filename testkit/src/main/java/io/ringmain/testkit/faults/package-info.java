/**
 * What goes wrong in a simulation: one class for each fault, and the schedule that chance makes of
 * them.
 *
 * <pre>
 *   FaultCatalog ── kinds ──▶ FaultSchedule.draw(seed) ──▶ ScheduledFault: at 12.3 s, for 4 s,
 *                                                          Fault: begin … end
 * </pre>
 *
 * <p>A fault knows the world and nothing of the kernel. Its end heals what its beginning did.
 */
package io.ringmain.testkit.faults;
