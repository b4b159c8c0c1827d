package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.Allowed.between;
import static io.ringmain.kernel.config.Allowed.oneOf;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LONG;
import static io.ringmain.kernel.config.ConfigType.STRING;

import java.util.List;

/** How partitions are replicated between brokers, and how brokers talk to one another. */
public final class ReplicationKeys {
  /** {@code replica.lag.time.max.ms}. */
  public static final ConfigKey<Long> REPLICA_LAG_TIME_MAX_MS =
      ConfigKey.of(
          "replica.lag.time.max.ms",
          LONG,
          "30000",
          atLeast(1),
          "A follower that has not caught up with its leader for so many milliseconds leaves the"
              + " in-sync replicas.");

  /** {@code replica.fetch.max.bytes}. */
  public static final ConfigKey<Integer> REPLICA_FETCH_MAX_BYTES =
      ConfigKey.of(
          "replica.fetch.max.bytes",
          INT,
          "1048576",
          atLeast(0),
          "Bytes that a follower fetches of one partition at once; a larger first batch comes"
              + " whole.");

  /** {@code replica.fetch.response.max.bytes}. */
  public static final ConfigKey<Integer> REPLICA_FETCH_RESPONSE_MAX_BYTES =
      ConfigKey.of(
          "replica.fetch.response.max.bytes",
          INT,
          "10485760",
          atLeast(0),
          "Bytes that a follower fetches of all partitions at once; a larger first batch comes"
              + " whole.");

  /** {@code replica.fetch.wait.max.ms}. */
  public static final ConfigKey<Integer> REPLICA_FETCH_WAIT_MAX_MS =
      ConfigKey.of(
          "replica.fetch.wait.max.ms",
          INT,
          "500",
          atLeast(0),
          "How many milliseconds a leader may wait for records before it answers a follower; less"
              + " than replica.lag.time.max.ms.");

  /** {@code replica.fetch.min.bytes}. */
  public static final ConfigKey<Integer> REPLICA_FETCH_MIN_BYTES =
      ConfigKey.of(
          "replica.fetch.min.bytes",
          INT,
          "1",
          atLeast(0),
          "Bytes that a leader waits for before it answers a follower.");

  /** {@code replica.fetch.backoff.ms}. */
  public static final ConfigKey<Integer> REPLICA_FETCH_BACKOFF_MS =
      ConfigKey.of(
          "replica.fetch.backoff.ms",
          INT,
          "1000",
          atLeast(0),
          "Milliseconds that a follower waits after a fetch has failed.");

  /** {@code replica.socket.timeout.ms}. */
  public static final ConfigKey<Integer> REPLICA_SOCKET_TIMEOUT_MS =
      ConfigKey.of(
          "replica.socket.timeout.ms",
          INT,
          "30000",
          atLeast(1),
          "A leader that has not answered a follower for so many milliseconds is connected to"
              + " anew; at least replica.fetch.wait.max.ms.");

  /** {@code replica.high.watermark.checkpoint.interval.ms}. */
  public static final ConfigKey<Long> REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS =
      ConfigKey.of(
          "replica.high.watermark.checkpoint.interval.ms",
          LONG,
          "5000",
          atLeast(1),
          "Milliseconds between two writings of all high watermarks to disk.");

  /** {@code num.replica.fetchers}. */
  public static final ConfigKey<Integer> NUM_REPLICA_FETCHERS =
      ConfigKey.of(
          "num.replica.fetchers",
          INT,
          "1",
          between(1, 64),
          "Connections to each broker over which its partitions are fetched.");

  /** The one value of {@link #REPLICA_SELECTOR_CLASS} that sends consumers to followers. */
  public static final String RACK_AWARE_SELECTOR =
      "org.apache.kafka.common.replica.RackAwareReplicaSelector";

  /** {@code replica.selector.class}. */
  public static final ConfigKey<String> REPLICA_SELECTOR_CLASS =
      ConfigKey.ofOptional(
          "replica.selector.class",
          STRING,
          oneOf("org.apache.kafka.common.replica.LeaderSelector", RACK_AWARE_SELECTOR),
          "Which replica consumers read from: the leader, or with RackAwareReplicaSelector one in"
              + " their own rack (client.rack). Kafka's names; no class is loaded.");

  /** {@code leader.replication.throttled.rate}. */
  public static final ConfigKey<Long> LEADER_REPLICATION_THROTTLED_RATE =
      ConfigKey.of(
              "leader.replication.throttled.rate",
              LONG,
              Long.toString(Long.MAX_VALUE),
              atLeast(0),
              "Bytes a second that this broker sends to followers of throttled replicas, all"
                  + " together.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code follower.replication.throttled.rate}. */
  public static final ConfigKey<Long> FOLLOWER_REPLICATION_THROTTLED_RATE =
      ConfigKey.of(
              "follower.replication.throttled.rate",
              LONG,
              Long.toString(Long.MAX_VALUE),
              atLeast(0),
              "Bytes a second that this broker fetches of throttled replicas, all together.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code request.timeout.ms}. */
  public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS =
      ConfigKey.of(
          "request.timeout.ms",
          INT,
          "30000",
          atLeast(1),
          "A request to another broker that has no answer after so many milliseconds has failed.");

  /** {@code replica.alter.log.dirs.io.max.bytes.per.second}. */
  public static final ConfigKey<Long> REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND =
      ConfigKey.of(
              "replica.alter.log.dirs.io.max.bytes.per.second",
              LONG,
              "9223372036854775807",
              atLeast(1),
              "Bytes that are copied from one log directory to another in a second, at most.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  static final List<ConfigKey<?>> KEYS =
      List.of(
          REPLICA_LAG_TIME_MAX_MS,
          REPLICA_FETCH_MAX_BYTES,
          REPLICA_FETCH_RESPONSE_MAX_BYTES,
          REPLICA_FETCH_WAIT_MAX_MS,
          REPLICA_FETCH_MIN_BYTES,
          REPLICA_FETCH_BACKOFF_MS,
          REPLICA_SOCKET_TIMEOUT_MS,
          REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS,
          NUM_REPLICA_FETCHERS,
          REPLICA_SELECTOR_CLASS,
          LEADER_REPLICATION_THROTTLED_RATE,
          FOLLOWER_REPLICATION_THROTTLED_RATE,
          REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND,
          REQUEST_TIMEOUT_MS);

  private ReplicationKeys() {}
}
