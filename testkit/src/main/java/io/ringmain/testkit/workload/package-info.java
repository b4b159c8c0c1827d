/**
 * Simulated clients: they do to a cluster what Kafka's do, at random, and tell a history of it.
 *
 * <p>They speak the wire format through {@code io.ringmain.testkit.client}, each in a process of
 * its own, and keep to Kafka's manners: metadata first, retries with the same sequences, a
 * connection given up when an answer does not come.
 */
package io.ringmain.testkit.workload;
