package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.Allowed.between;
import static io.ringmain.kernel.config.Allowed.nonEmptyList;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LIST;
import static io.ringmain.kernel.config.ConfigType.LONG;
import static io.ringmain.kernel.config.ConfigType.STRING;

import java.util.List;

/** Listeners, connections, and the bounds on what clients can ask for. */
public final class NetworkKeys {
  /** {@code listeners}. */
  public static final ConfigKey<List<String>> LISTENERS =
      ConfigKey.of(
          "listeners",
          LIST,
          "PLAINTEXT://127.0.0.1:9092",
          nonEmptyList("a comma-separated list of NAME://host:port; no host is every interface"),
          "The addresses to serve; port 0 picks one. The default serves this machine only.");

  /** {@code advertised.listeners}. */
  public static final ConfigKey<List<String>> ADVERTISED_LISTENERS =
      ConfigKey.ofOptional(
          "advertised.listeners",
          LIST,
          nonEmptyList("a comma-separated list of NAME://host:port"),
          "The addresses told to clients, where they differ from those bound.");

  /** {@code listener.security.protocol.map}. */
  public static final ConfigKey<List<String>> LISTENER_SECURITY_PROTOCOL_MAP =
      ConfigKey.of(
          "listener.security.protocol.map",
          LIST,
          "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT",
          nonEmptyList("a comma-separated list of NAME:PROTOCOL"),
          "The security protocol of each listener name.");

  /** {@code inter.broker.listener.name}. */
  public static final ConfigKey<String> INTER_BROKER_LISTENER_NAME =
      ConfigKey.ofOptional(
          "inter.broker.listener.name",
          STRING,
          any("the name of a listener"),
          "The listener that brokers use among themselves; PLAINTEXT, else the first, if not set.");

  /** {@code num.network.threads}. */
  public static final ConfigKey<Integer> NUM_NETWORK_THREADS =
      ConfigKey.of(
              "num.network.threads",
              INT,
              "3",
              between(1, 1024),
              "Threads that serve the connections of all listeners.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code socket.send.buffer.bytes}. */
  public static final ConfigKey<Integer> SOCKET_SEND_BUFFER_BYTES =
      ConfigKey.of(
          "socket.send.buffer.bytes",
          INT,
          "102400",
          atLeast(-1),
          "The system's send buffer of a connection; -1 leaves it to the system.");

  /** {@code socket.receive.buffer.bytes}. */
  public static final ConfigKey<Integer> SOCKET_RECEIVE_BUFFER_BYTES =
      ConfigKey.of(
          "socket.receive.buffer.bytes",
          INT,
          "102400",
          atLeast(-1),
          "The system's receive buffer of a connection; -1 leaves it to the system.");

  /** {@code socket.request.max.bytes}. */
  public static final ConfigKey<Integer> SOCKET_REQUEST_MAX_BYTES =
      ConfigKey.of(
          "socket.request.max.bytes",
          INT,
          "104857600",
          atLeast(1),
          "The longest request accepted; a connection that announces a longer one is closed.");

  /** {@code socket.listen.backlog.size}. */
  public static final ConfigKey<Integer> SOCKET_LISTEN_BACKLOG_SIZE =
      ConfigKey.of(
          "socket.listen.backlog.size",
          INT,
          "50",
          atLeast(1),
          "Connections that the system queues before the broker accepts them.");

  /** {@code queued.max.request.bytes}. */
  public static final ConfigKey<Long> QUEUED_MAX_REQUEST_BYTES =
      ConfigKey.of(
          "queued.max.request.bytes",
          LONG,
          "134217728",
          atLeast(1),
          "Bytes of all requests under way; beyond it the broker stops reading. Always bounded.");

  /** {@code connections.max.idle.ms}. */
  public static final ConfigKey<Long> CONNECTIONS_MAX_IDLE_MS =
      ConfigKey.of(
          "connections.max.idle.ms",
          LONG,
          "600000",
          any(),
          "Milliseconds after which an idle connection is closed; negative is never.");

  /** {@code max.connections}. */
  public static final ConfigKey<Integer> MAX_CONNECTIONS =
      ConfigKey.of(
              "max.connections",
              INT,
              "2147483647",
              atLeast(0),
              "Connections of one listener at a time; more are closed at once.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code max.connections.per.ip}. */
  public static final ConfigKey<Integer> MAX_CONNECTIONS_PER_IP =
      ConfigKey.of(
              "max.connections.per.ip",
              INT,
              "2147483647",
              atLeast(0),
              "Connections from one address to one listener at a time; more are closed at once.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code max.connections.per.ip.overrides}. */
  public static final ConfigKey<String> MAX_CONNECTIONS_PER_IP_OVERRIDES =
      ConfigKey.of(
              "max.connections.per.ip.overrides",
              STRING,
              "",
              new Allowed<>("a list of host:connections", AddressLimits::isReadable),
              "Connections from single addresses or hosts, in place of max.connections.per.ip.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code fetch.max.bytes}. */
  public static final ConfigKey<Integer> FETCH_MAX_BYTES =
      ConfigKey.of(
          "fetch.max.bytes",
          INT,
          "57671680",
          atLeast(1024),
          "The most bytes of records in one fetch response, whatever the client asks for.");

  /** {@code max.incremental.fetch.session.cache.slots}. */
  public static final ConfigKey<Integer> MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS =
      ConfigKey.of(
          "max.incremental.fetch.session.cache.slots",
          INT,
          "1000",
          atLeast(0),
          "Fetch sessions kept at a time.");

  /** {@code max.request.partition.size.limit}. */
  public static final ConfigKey<Integer> MAX_REQUEST_PARTITION_SIZE_LIMIT =
      ConfigKey.of(
          "max.request.partition.size.limit",
          INT,
          "2000",
          atLeast(1),
          "The most partitions in one DescribeTopicPartitions response.");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          LISTENERS,
          ADVERTISED_LISTENERS,
          LISTENER_SECURITY_PROTOCOL_MAP,
          INTER_BROKER_LISTENER_NAME,
          NUM_NETWORK_THREADS,
          SOCKET_SEND_BUFFER_BYTES,
          SOCKET_RECEIVE_BUFFER_BYTES,
          SOCKET_REQUEST_MAX_BYTES,
          SOCKET_LISTEN_BACKLOG_SIZE,
          QUEUED_MAX_REQUEST_BYTES,
          CONNECTIONS_MAX_IDLE_MS,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_IP,
          MAX_CONNECTIONS_PER_IP_OVERRIDES,
          FETCH_MAX_BYTES,
          MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS,
          MAX_REQUEST_PARTITION_SIZE_LIMIT);

  private NetworkKeys() {}
}
