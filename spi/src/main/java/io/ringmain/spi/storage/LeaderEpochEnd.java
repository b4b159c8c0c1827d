package io.ringmain.spi.storage;

/**
 * Where a leader epoch ends in a log.
 *
 * @param leaderEpoch the leader epoch
 * @param endOffset exclusive end: the start offset of the next leader epoch, or the log end offset
 */
public record LeaderEpochEnd(int leaderEpoch, long endOffset) {}
