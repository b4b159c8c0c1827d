package io.ringmain.kernel;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.LogKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import java.util.function.Supplier;

/**
 * Sends every partition round now and then to let go of what is too old: records by retention,
 * producers long silent. The timer's thread starts a round, the rings do the work.
 */
final class Housekeeping implements AutoCloseable {
  private final Environment environment;
  private final Replicas replicas;
  private final Supplier<BrokerConfig> config;
  private Timer.Timeout next;
  private boolean closed;

  Housekeeping(Environment environment, Replicas replicas, Supplier<BrokerConfig> config) {
    this.environment = environment;
    this.replicas = replicas;
    this.config = config;
    schedule();
  }

  private synchronized void schedule() {
    if (!closed) {
      long intervalMs = config.get().value(LogKeys.LOG_RETENTION_CHECK_INTERVAL_MS);
      next = environment.timer().schedule(intervalMs, this::round);
    }
  }

  private void round() {
    long expirationMs = config.get().value(LogKeys.PRODUCER_ID_EXPIRATION_MS);
    for (Partition partition : replicas.all()) {
      replicas
          .shardOf(partition)
          .execute(() -> partition.upkeep().retain(environment.clock().wallMs(), expirationMs));
    }
    schedule();
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
