package io.ringmain.testkit.arbitraries;

/** What an idempotent producer writes into the header of a record batch. */
public record ProducerFields(long producerId, short producerEpoch, int baseSequence) {}
