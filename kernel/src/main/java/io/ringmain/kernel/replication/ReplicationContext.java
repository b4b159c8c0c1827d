package io.ringmain.kernel.replication;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.partition.ReplicationQuota;
import io.ringmain.kernel.peer.Peers;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What everything in this package works with. Immutable.
 *
 * @param brokerId this broker's id
 * @param metadata the image as of now
 * @param peers connections to the others
 * @param ring runs a task on the replication ring
 * @param closed whether the ring takes no more tasks, or soon will not
 * @param quota of what is fetched of throttled replicas
 */
record ReplicationContext(
    int brokerId,
    Supplier<MetadataImage> metadata,
    Peers peers,
    Executor ring,
    AtomicBoolean closed,
    Clock clock,
    Timer timer,
    ReplicationSettings settings,
    ReplicationQuota quota,
    BrokerMetrics metrics) {

  /** Of this broker's registration as far as it has heard of it, or −1. */
  long brokerEpoch() {
    return metadata.get().broker(brokerId).map(BrokerImage::brokerEpoch).orElse(-1L);
  }
}
