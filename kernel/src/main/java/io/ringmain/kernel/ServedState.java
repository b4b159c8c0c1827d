package io.ringmain.kernel;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.Storage;

/** The gauges that ask the parts of a broker how things stand. Read on the thread of who asks. */
final class ServedState {
  private ServedState() {}

  static void measure(
      BrokerMetrics metrics, Replicas replicas, Storage storage, Controller controller) {
    metrics.gauge(Metric.PARTITIONS, () -> replicas.all().size());
    metrics.gauge(
        Metric.LEADER_PARTITIONS,
        () -> replicas.all().stream().filter(Partition::isLeader).count());
    metrics.gauge(Metric.OFFLINE_PARTITIONS, replicas::offlineCount);
    metrics.gauge(
        Metric.UNDER_REPLICATED_PARTITIONS,
        () -> replicas.all().stream().filter(p -> p.followers().isSomeoneOutside()).count());
    metrics.gauge(
        Metric.UNDER_MIN_ISR_PARTITIONS,
        () -> replicas.all().stream().filter(Partition::isUnderMinInSync).count());
    metrics.gauge(
        Metric.LOG_SIZE, () -> replicas.all().stream().mapToLong(p -> p.log().sizeBytes()).sum());
    metrics.gauge(Metric.ACTIVE_CONTROLLER, () -> controller.isActive() ? 1 : 0);
    for (LogDirectory directory : storage.directories()) {
      metrics.gauge(
          Metric.LOG_DIR_FREE, directory.path().toString(), () -> usableBytes(storage, directory));
    }
  }

  private static long usableBytes(Storage storage, LogDirectory directory) {
    return storage.directories().stream()
        .filter(now -> now.path().equals(directory.path()))
        .mapToLong(LogDirectory::usableBytes)
        .findFirst()
        .orElse(-1);
  }
}
