/**
 * The deterministic simulation of a whole cluster: brokers, clients and coordination store on one
 * thread and on virtual time, with faults, from one seed.
 *
 * <pre>
 *   SimulationPlan ──▶ Simulation.run ──▶ SimulationResult ── broken? ──▶ Shrinking ──▶ shortest plan
 * </pre>
 *
 * <p>{@code docs/simulation.md} tells how to use it, and what its trace says.
 */
package io.ringmain.testkit.simulator;
