package io.ringmain.testkit.workload;

/**
 * What a simulated producer does.
 *
 * @param number of it among all producers of a simulation
 * @param acks 0, 1 or −1
 * @param idempotent whether it has a producer id, and so no duplicates; acks is −1 then
 * @param intervalMs between two batches, on average
 * @param mostRecords in a batch
 * @param valueBytes of each record, 8 at least
 * @param keys how many different ones
 */
public record ProducerOptions(
    int number,
    String topic,
    short acks,
    boolean idempotent,
    int intervalMs,
    int mostRecords,
    int valueBytes,
    int keys) {}
