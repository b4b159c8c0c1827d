package io.ringmain.kernel.replication;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ReplicationKeys;

/**
 * How this broker follows and is followed. Immutable.
 *
 * @param fetchMaxBytes {@code replica.fetch.max.bytes}
 * @param fetchResponseMaxBytes {@code replica.fetch.response.max.bytes}
 * @param fetchWaitMaxMs {@code replica.fetch.wait.max.ms}
 * @param fetchMinBytes {@code replica.fetch.min.bytes}
 * @param backoffMs {@code replica.fetch.backoff.ms}
 * @param socketTimeoutMs {@code replica.socket.timeout.ms}
 * @param fetchers {@code num.replica.fetchers}
 * @param maxLagMs {@code replica.lag.time.max.ms}
 * @param followersServe whether {@code replica.selector.class} sends consumers to followers
 * @param checkpointIntervalMs {@code replica.high.watermark.checkpoint.interval.ms}
 */
public record ReplicationSettings(
    int fetchMaxBytes,
    int fetchResponseMaxBytes,
    int fetchWaitMaxMs,
    int fetchMinBytes,
    int backoffMs,
    int socketTimeoutMs,
    int fetchers,
    long maxLagMs,
    boolean followersServe,
    long checkpointIntervalMs) {

  /** As configured. */
  public static ReplicationSettings of(BrokerConfig config) {
    return new ReplicationSettings(
        config.value(ReplicationKeys.REPLICA_FETCH_MAX_BYTES),
        config.value(ReplicationKeys.REPLICA_FETCH_RESPONSE_MAX_BYTES),
        config.value(ReplicationKeys.REPLICA_FETCH_WAIT_MAX_MS),
        config.value(ReplicationKeys.REPLICA_FETCH_MIN_BYTES),
        config.value(ReplicationKeys.REPLICA_FETCH_BACKOFF_MS),
        config.value(ReplicationKeys.REPLICA_SOCKET_TIMEOUT_MS),
        config.value(ReplicationKeys.NUM_REPLICA_FETCHERS),
        config.value(ReplicationKeys.REPLICA_LAG_TIME_MAX_MS),
        sendsToFollowers(config),
        config.value(ReplicationKeys.REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS));
  }

  private static boolean sendsToFollowers(BrokerConfig config) {
    return config
        .find(ReplicationKeys.REPLICA_SELECTOR_CLASS)
        .filter(ReplicationKeys.RACK_AWARE_SELECTOR::equals)
        .isPresent();
  }
}
