/**
 * The world around simulated brokers: disks, a network and a coordination store on virtual time,
 * each of which can be made to fail, and the machines that the brokers run on.
 *
 * <pre>
 *   SimulatedCluster ─▶ SimulatedMachine b1, b2, … ─▶ SimulatedProcess, kernel
 *                            │ SimulatedDisk           what is on it outlives the process
 *                       SimulatedNetwork               links between machines, each with its weather
 *                       SimulatedStore                 the coordination store, on a machine of its own
 * </pre>
 *
 * <p>Unlike the plugins of {@code io.ringmain.testkit.memory}, these belong to one thread, take
 * virtual time for what takes time, and do wrong when a fault tells them to.
 */
package io.ringmain.testkit.world;
