package io.ringmain.protocol.record;

/**
 * A record for which its batch is refused, as a produce response names it.
 *
 * @param recordIndex position of the record in its batch, from 0
 * @param message what is wrong with it
 */
public record RecordFault(int recordIndex, String message) {}
