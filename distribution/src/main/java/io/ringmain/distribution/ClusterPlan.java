package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.config.ConfigProblem;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.spi.PluginProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the processes of a cluster that is tried out are started with, worked out from settings as
 * for a single broker.
 *
 * <pre>
 *   listeners=PLAINTEXT://127.0.0.1:9092     log.dirs=data-cluster
 *     broker 1   …:9092                        data-cluster/broker-1, settings in broker-1.properties
 *     broker 2   …:9093                        data-cluster/broker-2, …
 *     broker 3   …:9094
 *     zookeeper 1 to 3, on free ports          data-cluster/zookeeper-1, …
 * </pre>
 *
 * <p>Used on the main thread. Immutable.
 *
 * @param folder the first of {@code log.dirs}, where the files are
 */
record ClusterPlan(Path folder, List<ClusterMember> zooKeepers, List<ClusterMember> brokers) {
  static final int ZOOKEEPERS = 3;

  /** Of each ZooKeeper server: for clients, for the leader's followers, for elections. */
  static final int PORTS_OF_ZOOKEEPER = 3;

  private static final int MOST_REPLICAS = 3;
  private static final String LOOPBACK = "127.0.0.1";

  private static final Map<String, String> REFUSED =
      Map.of(
          "zookeeper.connect",
          "a cluster that is tried out runs a ZooKeeper ensemble of its own; remove this key",
          "node.id",
          "the brokers are numbered from 1; remove this key",
          "broker.id",
          "the brokers are numbered from 1; remove this key");

  /**
   * Checks the settings, and shares them out.
   *
   * @param given settings as for a single broker
   * @param ports free ones, {@link #PORTS_OF_ZOOKEEPER} for each ZooKeeper server
   * @throws ConfigException naming what is wrong
   */
  static ClusterPlan of(
      Map<String, String> given,
      int brokers,
      List<Integer> ports,
      Map<PluginKind, ? extends List<? extends PluginProvider>> installed) {
    BrokerConfig config = checked(given, installed);
    checkPorts(config, brokers);
    Path folder = config.logDirs().getFirst().toAbsolutePath();
    List<ClusterMember> zooKeepers =
        IntStream.rangeClosed(1, ZOOKEEPERS)
            .mapToObj(number -> zooKeeper(folder, number, ports))
            .toList();
    List<ClusterMember> members = new ArrayList<>();
    for (int number = 1; number <= brokers; number++) {
      Map<String, String> settings = broker(given, config, number, brokers, ports);
      BrokerConfig.parse(settings, installed, "localhost");
      members.add(
          new ClusterMember(
              ClusterMember.Kind.BROKER,
              number,
              folder.resolve("broker-" + number + ".properties"),
              settings));
    }
    return new ClusterPlan(folder, zooKeepers, members);
  }

  private static BrokerConfig checked(
      Map<String, String> given,
      Map<PluginKind, ? extends List<? extends PluginProvider>> installed) {
    List<ConfigProblem> problems = new ArrayList<>();
    new TreeMap<>(given)
        .forEach((key, value) -> {
          if (REFUSED.containsKey(key)) {
            problems.add(new ConfigProblem(key, value, REFUSED.get(key)));
          }
        });
    String coordination = given.getOrDefault(ServerKeys.COORDINATION_PROVIDER.name(), "zk");
    if (!coordination.equals("zk")) {
      problems.add(
          new ConfigProblem(
              ServerKeys.COORDINATION_PROVIDER.name(),
              coordination,
              "allowed for a cluster that is tried out: zk"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return BrokerConfig.parse(given, installed, "localhost");
  }

  /** Each broker takes the ports that follow those of the one before it. */
  private static void checkPorts(BrokerConfig config, int brokers) {
    List<Listener> listeners =
        config.listeners().stream().filter(listener -> listener.port() != 0).toList();
    for (Listener one : listeners) {
      for (Listener other : listeners) {
        int apart = other.port() - one.port();
        if (apart > 0 && apart < brokers) {
          throw refused(
              config,
              other.name()
                  + " of broker 1 and "
                  + one.name()
                  + " of broker "
                  + (apart + 1)
                  + " would have the same port; leave "
                  + brokers
                  + " ports between listeners");
        }
      }
      if (one.port() + brokers - 1 > 65_535) {
        throw refused(config, one.name() + ": allowed: a port up to " + (65_536 - brokers));
      }
    }
  }

  private static ConfigException refused(BrokerConfig config, String reason) {
    String value =
        config.listeners().stream().map(Listener::toString).collect(Collectors.joining(","));
    return new ConfigException(List.of(new ConfigProblem("listeners", value, reason)));
  }

  private static ClusterMember zooKeeper(Path folder, int number, List<Integer> ports) {
    Map<String, String> settings = new HashMap<>();
    settings.put("dataDir", folder.resolve("zookeeper-" + number).toString());
    settings.put("clientPortAddress", LOOPBACK);
    settings.put("clientPort", String.valueOf(clientPort(ports, number)));
    for (int other = 1; other <= ZOOKEEPERS; other++) {
      int first = PORTS_OF_ZOOKEEPER * (other - 1);
      settings.put(
          "server." + other, LOOPBACK + ":" + ports.get(first + 1) + ":" + ports.get(first + 2));
    }
    settings.put("tickTime", "500");
    settings.put("initLimit", "20");
    settings.put("syncLimit", "10");
    settings.put("maxSessionTimeout", "60000");
    // Kilobytes; ZooKeeper's 64 MiB are for a machine of its own.
    settings.put("preAllocSize", "1024");
    settings.put("autopurge.purgeInterval", "1");
    return new ClusterMember(
        ClusterMember.Kind.ZOOKEEPER,
        number,
        folder.resolve("zookeeper-" + number + ".properties"),
        settings);
  }

  private static int clientPort(List<Integer> ports, int number) {
    return ports.get(PORTS_OF_ZOOKEEPER * (number - 1));
  }

  private static Map<String, String> broker(
      Map<String, String> given,
      BrokerConfig config,
      int number,
      int brokers,
      List<Integer> ports) {
    Map<String, String> settings = new HashMap<>(given);
    int replicas = Math.min(MOST_REPLICAS, brokers);
    settings.putIfAbsent("default.replication.factor", String.valueOf(replicas));
    settings.putIfAbsent("offsets.topic.replication.factor", String.valueOf(replicas));
    settings.put("node.id", String.valueOf(number));
    settings.put(
        "zookeeper.connect",
        IntStream.rangeClosed(1, ZOOKEEPERS)
            .mapToObj(zooKeeper -> LOOPBACK + ":" + clientPort(ports, zooKeeper))
            .collect(Collectors.joining(",")));
    settings.remove("log.dir");
    settings.put(
        "log.dirs",
        config.logDirs().stream()
            .map(folder -> folder.toAbsolutePath().resolve("broker-" + number).toString())
            .collect(Collectors.joining(",")));
    UnaryOperator<Listener> own =
        listener ->
            listener.port() == 0 ? listener : listener.withPort(listener.port() + number - 1);
    settings.put("listeners", joined(config.listeners(), own));
    if (given.containsKey("advertised.listeners")) {
      settings.put("advertised.listeners", joined(config.advertisedListeners(), own));
    }
    int metricsPort = config.value(ServerKeys.METRICS_PORT);
    if (metricsPort > 0) {
      settings.put(ServerKeys.METRICS_PORT.name(), String.valueOf(metricsPort + number - 1));
    }
    return settings;
  }

  private static String joined(List<Listener> listeners, UnaryOperator<Listener> own) {
    return listeners.stream().map(own).map(Listener::toString).collect(Collectors.joining(","));
  }
}
