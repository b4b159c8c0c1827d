package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.ConfigType.BOOLEAN;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LONG;

import java.util.List;

/** How the controller keeps track of brokers, and when it moves leaderships by itself. */
public final class ClusterKeys {
  /** {@code broker.heartbeat.interval.ms}. */
  public static final ConfigKey<Integer> BROKER_HEARTBEAT_INTERVAL_MS =
      ConfigKey.of(
          "broker.heartbeat.interval.ms",
          INT,
          "500",
          atLeast(1),
          "Milliseconds between two signs of life that a broker gives the controller.");

  /** {@code broker.session.timeout.ms}. */
  public static final ConfigKey<Integer> BROKER_SESSION_TIMEOUT_MS =
      ConfigKey.of(
          "broker.session.timeout.ms",
          INT,
          "3000",
          atLeast(1),
          "A broker that the controller has not heard of for so many milliseconds leads nothing"
              + " more until it is heard of again. Kafka's default is 9000.");

  /** {@code controlled.shutdown.enable}. */
  public static final ConfigKey<Boolean> CONTROLLED_SHUTDOWN_ENABLE =
      ConfigKey.of(
          "controlled.shutdown.enable",
          BOOLEAN,
          "true",
          any(),
          "Whether a broker that is told to stop has others lead its partitions first.");

  /** {@code auto.leader.rebalance.enable}. */
  public static final ConfigKey<Boolean> AUTO_LEADER_REBALANCE_ENABLE =
      ConfigKey.of(
          "auto.leader.rebalance.enable",
          BOOLEAN,
          "true",
          any(),
          "Whether the controller gives leaderships back to the preferred replicas by itself.");

  /** {@code leader.imbalance.check.interval.seconds}. */
  public static final ConfigKey<Long> LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS =
      ConfigKey.of(
          "leader.imbalance.check.interval.seconds",
          LONG,
          "300",
          atLeast(1),
          "Seconds between two looks at whether the preferred replicas lead.");

  /** {@code metadata.log.max.record.bytes.between.snapshots}. */
  public static final ConfigKey<Long> METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS =
      ConfigKey.of(
          "metadata.log.max.record.bytes.between.snapshots",
          LONG,
          "4194304",
          atLeast(1),
          "Bytes of metadata records after which the controller writes a snapshot, if that is not"
              + " larger. Kafka's default is 20971520.");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          BROKER_HEARTBEAT_INTERVAL_MS,
          BROKER_SESSION_TIMEOUT_MS,
          CONTROLLED_SHUTDOWN_ENABLE,
          AUTO_LEADER_REBALANCE_ENABLE,
          LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS,
          METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS);

  private ClusterKeys() {}
}
