package io.ringmain.kernel.group;

import java.util.UUID;

/**
 * What a group has committed for one partition. Immutable.
 *
 * @param offset the next record to consume
 * @param leaderEpoch of the last record consumed, or -1
 * @param metadata the client's own words, perhaps empty
 * @param commitTimestampMs when the coordinator took it
 * @param expireTimestampMs when it expires, as old clients could ask, or {@link #NO_EXPIRY}
 * @param topicId of the topic, or zero if the client named the topic only
 */
public record CommittedOffset(
    long offset,
    int leaderEpoch,
    String metadata,
    long commitTimestampMs,
    long expireTimestampMs,
    UUID topicId) {

  /** The group's retention decides. */
  public static final long NO_EXPIRY = -1;

  /** Whether the offset may go, when the retention began at {@code baseMs}. */
  boolean expired(long nowMs, long baseMs, long retentionMs) {
    return expireTimestampMs == NO_EXPIRY
        ? nowMs - baseMs >= retentionMs
        : nowMs >= expireTimestampMs;
  }
}
