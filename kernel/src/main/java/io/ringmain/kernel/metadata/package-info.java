/**
 * What every broker knows of the cluster, and how it hears of changes.
 *
 * <pre>
 *   controller ──records──▶ metadata log in the coordination store ──▶ every broker: replay
 *                                                                           │
 *                  MetadataImage ──MetadataDelta (records, in order)──▶ MetadataImage ──▶ listeners
 * </pre>
 *
 * <p>An image is immutable and is read from any thread; the next one shares with it everything that
 * did not change. Records are Kafka's own metadata records, framed as Kafka frames them.
 */
package io.ringmain.kernel.metadata;
