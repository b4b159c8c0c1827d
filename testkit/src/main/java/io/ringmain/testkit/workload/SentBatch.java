package io.ringmain.testkit.workload;

import java.util.UUID;

/**
 * A record batch that a producer has sent, perhaps more than once.
 *
 * @param producer number of the simulated producer
 * @param firstRecord number of its first record among all that this producer ever made
 * @param records how many
 * @param topicId of the topic as the producer knew it
 * @param acks 0, 1 or −1
 * @param producerId −1 for a producer that is not idempotent
 */
public record SentBatch(
    int producer,
    long firstRecord,
    int records,
    UUID topicId,
    String topic,
    int partition,
    short acks,
    long producerId,
    short producerEpoch,
    int baseSequence) {
  private static final int PRODUCER_SHIFT = 40;

  /** Whether the producer must not appear twice in the log. */
  public boolean idempotent() {
    return producerId >= 0;
  }

  /** What names its first record among all records of a simulation; the others follow it. */
  public long firstId() {
    return recordId(producer, firstRecord);
  }

  /** What names a record among all records of a simulation. */
  public static long recordId(int producer, long number) {
    return ((long) producer << PRODUCER_SHIFT) + number;
  }

  /** A record's name in words. */
  public static String describe(long recordId) {
    return "p" + (recordId >> PRODUCER_SHIFT) + "#" + (recordId & ((1L << PRODUCER_SHIFT) - 1));
  }
}
