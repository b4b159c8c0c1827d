package io.ringmain.spi.storage;

/**
 * One segment of a log, as retention needs to see it.
 *
 * @param baseOffset first offset the segment may hold
 * @param nextOffset one past the last offset in it
 * @param sizeBytes bytes of record batches
 * @param largestTimestamp largest record timestamp in it, or −1 when it has none
 * @param lastModifiedMs when it was last appended to, milliseconds since the epoch
 */
public record LogSegmentInfo(
    long baseOffset, long nextOffset, long sizeBytes, long largestTimestamp, long lastModifiedMs) {}
