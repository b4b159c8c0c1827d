/**
 * What the broker counts and measures about itself.
 *
 * <pre>
 *   any kernel thread ──▶ BrokerMetrics.add, record        striped counters, no lock, no allocation
 *   assembly, once ─────▶ BrokerMetrics.gauge              a function that is asked when somebody looks
 *   metrics page ◀─────── BrokerMetrics.read ◀── both
 * </pre>
 *
 * <p>{@link io.ringmain.kernel.metrics.Metric} describes each of them. Nothing here knows who
 * reads.
 */
package io.ringmain.kernel.metrics;
