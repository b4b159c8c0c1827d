package io.ringmain.kernel.partition;

import io.ringmain.kernel.env.Clock;

/**
 * What a partition needs to know of its broker to be one replica among others. Immutable.
 *
 * @param brokerId this broker's id
 * @param clock for how long followers have been behind
 * @param changes asks the controller for changes of the in-sync replicas
 * @param maxLagMs {@code replica.lag.time.max.ms}
 * @param followersServe whether consumers are sent to followers, who then need to hear at once of
 *     what is committed
 * @param leaderQuota of what followers of throttled replicas are sent
 */
public record ReplicaSetting(
    int brokerId,
    Clock clock,
    InSyncChanges changes,
    long maxLagMs,
    boolean followersServe,
    ReplicationQuota leaderQuota) {}
