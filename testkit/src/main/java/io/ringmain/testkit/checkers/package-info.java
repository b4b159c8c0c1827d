/**
 * What must hold, checked while a simulation runs: one class for each invariant, or for those that
 * are two sides of one thing. The numbers are names: {@code docs/simulation.md} lists them.
 *
 * <pre>
 *   disks, store ── WorldListener ──▶ LogModel ──┐
 *                                                ├──▶ Checker ──▶ Violations
 *   clients ─────── HistoryListener ─────────────┘
 * </pre>
 *
 * <p>Checkers compare when something happens, each event with the little that it touches, and once
 * more at the end with all there is. A fault may excuse a loss: then the checker knows which
 * records, not just that there was a fault.
 */
package io.ringmain.testkit.checkers;
