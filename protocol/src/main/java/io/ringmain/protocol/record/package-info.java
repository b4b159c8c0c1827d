/**
 * Record batches of format v2 (magic 2), the only one written since Kafka 0.11: viewed in place,
 * walked, validated, built and recompressed.
 *
 * <pre>
 *   RecordBatches ── walks ──→ RecordBatchView ── header fields in place, CRC
 *                                    ↑
 *   BatchValidator ── checks what a producer sent ── RecordIterator → RecordView
 *   RecordBatchBuilder ── writes a batch ←── BatchRecompressor
 * </pre>
 *
 * <p>Everything here works on big-endian {@link java.nio.ByteBuffer}s, on the heap or off it, by
 * absolute positions, and never believes a length beyond the bytes it was given. Instances are
 * reusable and belong to one thread.
 */
package io.ringmain.protocol.record;
