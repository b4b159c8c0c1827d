package io.ringmain.benchmarks;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Starts the clusters whose fail-over is measured: three brokers each, with their default settings.
 *
 * <pre>
 *   Ringmain, Kafka 3.9   ringmain zookeeper ×3 (Apache ZooKeeper 3.9) ─▶ broker ×3
 *   Kafka 4.4             broker and controller in one process ×3
 * </pre>
 *
 * <p>Used by the main thread.
 */
final class FailoverLauncher {
  /** Below those that the system hands out: a connection must not take a dead broker's port. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;

  private final Path builder;

  /** What {@link #builder} builds and runs; itself it would look for changes at each start. */
  private final Path script;

  private final KafkaLauncher kraft;
  private final KafkaLauncher zooKeeperKafka;
  private final List<Integer> handedOut = new ArrayList<>();

  /**
   * Creates a launcher.
   *
   * @param root the folder of the clone
   */
  FailoverLauncher(Path root, Path java) {
    this.builder = root.resolve("ringmain");
    this.script = root.resolve("distribution/target/ringmain/bin/ringmain");
    this.kraft = new KafkaLauncher(root.resolve("benchmarks/target/kafka-libs"), java);
    this.zooKeeperKafka =
        new KafkaLauncher(root.resolve("benchmarks/kafka-zookeeper/target/libs"), java);
  }

  /** Does what has to be done once: a build, and a look whether the jars are there. */
  void prepare(List<FailoverSystem> systems) throws IOException, InterruptedException {
    new RingmainLauncher("this clone", builder).prepare();
    if (systems.contains(FailoverSystem.KRAFT)) {
      kraft.prepare();
    }
    if (systems.contains(FailoverSystem.ZOOKEEPER)) {
      zooKeeperKafka.prepare();
    }
  }

  /** Starts all processes; returns before they serve. */
  FailoverCluster start(FailoverSystem system) throws IOException {
    Path folder = Files.createTempDirectory("ringmain-failover-");
    FailoverCluster cluster =
        new FailoverCluster(
            folder, system == FailoverSystem.KRAFT ? Admin::quorumLeader : Admin::controller);
    try {
      switch (system) {
        case RINGMAIN -> startRingmain(cluster);
        case KRAFT -> startKraft(cluster);
        case ZOOKEEPER -> startZooKeeperKafka(cluster);
      }
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  private void startRingmain(FailoverCluster cluster) throws IOException {
    String ensemble = startEnsemble(cluster);
    for (int id = 1; id <= Loads.BROKERS; id++) {
      Path own = Files.createDirectory(cluster.folder().resolve("broker-" + id));
      int port = port();
      Path settings =
          Files.writeString(
              own.resolve("broker.properties"),
              """
              node.id=%d
              listeners=PLAINTEXT://127.0.0.1:%d
              log.dirs=%s
              zookeeper.connect=%s
              """
                  .formatted(id, port, own.resolve("data"), ensemble));
      List<String> command = List.of(script.toString(), "start", "--config", settings.toString());
      cluster.addBroker(ClusterNode.start(id, port, command, own.resolve("broker.log")));
    }
  }

  /** Three ZooKeeper servers, with the settings that {@code ringmain cluster} gives them. */
  private String startEnsemble(FailoverCluster cluster) throws IOException {
    List<Integer> clientPorts = new ArrayList<>();
    StringBuilder servers = new StringBuilder();
    for (int id = 1; id <= Loads.BROKERS; id++) {
      clientPorts.add(port());
      servers.append("server.%d=127.0.0.1:%d:%d%n".formatted(id, port(), port()));
    }
    for (int id = 1; id <= Loads.BROKERS; id++) {
      Path own = Files.createDirectory(cluster.folder().resolve("zookeeper-" + id));
      Files.writeString(Files.createDirectory(own.resolve("data")).resolve("myid"), id + "\n");
      Path settings =
          Files.writeString(
              own.resolve("zookeeper.properties"),
              """
              dataDir=%s
              clientPortAddress=127.0.0.1
              clientPort=%d
              tickTime=500
              initLimit=20
              syncLimit=10
              maxSessionTimeout=60000
              """
                      .formatted(own.resolve("data"), clientPorts.get(id - 1))
                  + servers);
      List<String> command =
          List.of(script.toString(), "zookeeper", "--config", settings.toString());
      cluster.addCoordination(
          ClusterNode.start(id, clientPorts.get(id - 1), command, own.resolve("zookeeper.log")));
    }
    return String.join(",", clientPorts.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  private void startKraft(FailoverCluster cluster) throws IOException {
    List<Integer> controllerPorts = new ArrayList<>();
    for (int id = 1; id <= Loads.BROKERS; id++) {
      controllerPorts.add(port());
    }
    for (int id = 1; id <= Loads.BROKERS; id++) {
      Path own = Files.createDirectory(cluster.folder().resolve("kafka-" + id));
      int port = port();
      Files.writeString(own.resolve("log4j2.properties"), KafkaLauncher.logging());
      Path settings =
          Files.writeString(
              own.resolve("server.properties"),
              KafkaClusterLauncher.clusterSettings(id, controllerPorts)
                  + KafkaLauncher.commonSettings(own, port, controllerPorts.get(id - 1)));
      kraft.format(own, settings);
      cluster.addBroker(
          ClusterNode.start(id, port, kraft.broker(own, settings), own.resolve("kafka.log")));
    }
  }

  private void startZooKeeperKafka(FailoverCluster cluster) throws IOException {
    String ensemble = startEnsemble(cluster);
    for (int id = 1; id <= Loads.BROKERS; id++) {
      Path own = Files.createDirectory(cluster.folder().resolve("kafka-" + id));
      int port = port();
      Files.writeString(own.resolve("log4j2.properties"), KafkaLauncher.logging());
      Files.writeString(
          own.resolve("log4j.properties"),
          """
          log4j.rootLogger=INFO, console
          log4j.appender.console=org.apache.log4j.ConsoleAppender
          log4j.appender.console.layout=org.apache.log4j.PatternLayout
          log4j.appender.console.layout.ConversionPattern=[%d] %p %m (%c)%n
          """);
      Path settings =
          Files.writeString(
              own.resolve("server.properties"),
              """
              broker.id=%d
              listeners=PLAINTEXT://127.0.0.1:%d
              log.dirs=%s
              zookeeper.connect=%s
              num.network.threads=3
              num.io.threads=8
              num.recovery.threads.per.data.dir=1
              """
                  .formatted(id, port, own.resolve("data"), ensemble));
      cluster.addBroker(
          ClusterNode.start(
              id, port, zooKeeperKafka.broker(own, settings), own.resolve("kafka.log")));
    }
  }

  /** A port that is free, and that nobody is given who does not ask for it by number. */
  private int port() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (!handedOut.contains(port) && isFree(port)) {
        handedOut.add(port);
        return port;
      }
    }
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException taken) {
      return false;
    }
  }
}
