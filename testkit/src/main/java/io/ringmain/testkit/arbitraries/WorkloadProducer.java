package io.ringmain.testkit.arbitraries;

/**
 * A producer of a workload.
 *
 * @param acks 0, 1 or −1
 * @param idempotent whether it has a producer id; acks is −1 then
 * @param intervalMs between two batches, on average
 * @param mostRecords in a batch
 * @param valueBytes of each record, 8 at least
 */
public record WorkloadProducer(
    short acks, boolean idempotent, int intervalMs, int mostRecords, int valueBytes) {}
