package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.Allowed.between;
import static io.ringmain.kernel.config.Allowed.nonEmptyList;
import static io.ringmain.kernel.config.Allowed.oneOf;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LIST;
import static io.ringmain.kernel.config.ConfigType.LONG;
import static io.ringmain.kernel.config.ConfigType.STRING;

import java.util.List;

/** The broker's identity, its plugins, its rings, and the pages it shows to an operator. */
public final class ServerKeys {
  /** {@code node.id}. */
  public static final ConfigKey<Integer> NODE_ID =
      ConfigKey.of("node.id", INT, "1", atLeast(0), "The number of this broker in its cluster.")
          .withAliases("broker.id");

  /** {@code broker.rack}. */
  public static final ConfigKey<String> BROKER_RACK =
      ConfigKey.ofOptional(
          "broker.rack", STRING, any(), "The rack of this broker, told to clients in metadata.");

  /** {@code log.dirs}. */
  public static final ConfigKey<List<String>> LOG_DIRS =
      ConfigKey.of(
              "log.dirs",
              LIST,
              "data",
              nonEmptyList("a comma-separated list of folders, at least one"),
              "The folders that hold the data; the default lies beside the program.")
          .withAliases("log.dir");

  /** {@code storage.provider}. */
  public static final ConfigKey<String> STORAGE_PROVIDER =
      ConfigKey.of(
          "storage.provider",
          STRING,
          "mmap",
          any("the name of an installed storage plugin"),
          "The plugin that keeps the logs.");

  /** {@code transport.provider}. */
  public static final ConfigKey<String> TRANSPORT_PROVIDER =
      ConfigKey.of(
          "transport.provider",
          STRING,
          "netty",
          any("the name of an installed transport plugin"),
          "The plugin that moves frames over the network.");

  /** {@code coordination.provider}. */
  public static final ConfigKey<String> COORDINATION_PROVIDER =
      ConfigKey.of(
          "coordination.provider",
          STRING,
          "zk",
          any("the name of an installed coordination plugin"),
          "The plugin that elects the controller and keeps the cluster's metadata.");

  /** {@code zookeeper.connect}. */
  public static final ConfigKey<String> ZOOKEEPER_CONNECT =
      ConfigKey.of(
          "zookeeper.connect",
          STRING,
          "",
          any("host:port,host:port/path, or nothing for a server inside this process"),
          "The ZooKeeper ensemble; with none given a server runs inside this process.");

  /** {@code zookeeper.session.timeout.ms}. */
  public static final ConfigKey<Integer> ZOOKEEPER_SESSION_TIMEOUT_MS =
      ConfigKey.of(
          "zookeeper.session.timeout.ms",
          INT,
          "9000",
          atLeast(1),
          "Milliseconds without a sign of life after which a broker counts as gone.");

  /** {@code zookeeper.connection.timeout.ms}. */
  public static final ConfigKey<Integer> ZOOKEEPER_CONNECTION_TIMEOUT_MS =
      ConfigKey.of(
          "zookeeper.connection.timeout.ms",
          INT,
          "30000",
          atLeast(1),
          "Milliseconds to try to establish the first session at start.");

  /** {@code ring.shards}. */
  public static final ConfigKey<Integer> RING_SHARDS =
      ConfigKey.of(
          "ring.shards",
          INT,
          "0",
          between(0, 1024),
          "Rings, each with a thread that owns its share of the partitions; 0 goes by the"
              + " processors.");

  /** {@code ring.slots}. */
  public static final ConfigKey<Integer> RING_SLOTS =
      ConfigKey.of(
          "ring.slots",
          INT,
          "1024",
          new Allowed<>(
              "a power of two, 64 to 1048576",
              slots -> slots >= 64 && slots <= 1 << 20 && Integer.bitCount(slots) == 1),
          "Requests that one ring holds before the broker stops reading from its connections.");

  /** {@code ring.wait.strategy}. */
  public static final ConfigKey<String> RING_WAIT_STRATEGY =
      ConfigKey.of(
          "ring.wait.strategy",
          STRING,
          "blocking",
          oneOf("blocking", "yielding", "busyspin"),
          "How a ring's thread waits for work: parked, or using a whole processor for less delay.");

  /** {@code storage.min.free.bytes}. */
  public static final ConfigKey<Long> STORAGE_MIN_FREE_BYTES =
      ConfigKey.of(
          "storage.min.free.bytes",
          LONG,
          "67108864",
          atLeast(0),
          "Produce requests are refused, to be retried, while a data folder has less space left.");

  /** {@code num.recovery.threads.per.data.dir}. */
  public static final ConfigKey<Integer> NUM_RECOVERY_THREADS_PER_DATA_DIR =
      ConfigKey.of(
          "num.recovery.threads.per.data.dir",
          INT,
          "2",
          atLeast(1),
          "Logs of one folder that are recovered at the same time after a crash.");

  /** {@code metrics.listener}. */
  public static final ConfigKey<String> METRICS_LISTENER =
      ConfigKey.of(
          "metrics.listener",
          STRING,
          "127.0.0.1",
          any("a host name or address; nothing for every interface"),
          "The address that serves the metrics page and the health checks.");

  /** {@code metrics.port}. */
  public static final ConfigKey<Integer> METRICS_PORT =
      ConfigKey.of(
          "metrics.port",
          INT,
          "-1",
          between(-1, 65535),
          "The HTTP port of /metrics, /health/live and /health/ready; 0 picks one, -1 is none.");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          NODE_ID,
          BROKER_RACK,
          LOG_DIRS,
          STORAGE_PROVIDER,
          TRANSPORT_PROVIDER,
          COORDINATION_PROVIDER,
          ZOOKEEPER_CONNECT,
          ZOOKEEPER_SESSION_TIMEOUT_MS,
          ZOOKEEPER_CONNECTION_TIMEOUT_MS,
          RING_SHARDS,
          RING_SLOTS,
          RING_WAIT_STRATEGY,
          STORAGE_MIN_FREE_BYTES,
          NUM_RECOVERY_THREADS_PER_DATA_DIR,
          METRICS_LISTENER,
          METRICS_PORT);

  private ServerKeys() {}
}
