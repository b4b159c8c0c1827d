/**
 * Requests to other brokers of the cluster, in Kafka's protocol, over the transport plugin and the
 * inter-broker listener.
 *
 * <pre>
 *   Peers.send(broker, request) ─▶ the one connection to that broker ─┐
 *   a fetcher's own connection ───────────────────────────────────────┼─▶ their listener
 *                                                                     │
 *   answers, in the order of the requests ◀───────────────────────────┘
 * </pre>
 */
package io.ringmain.kernel.peer;
