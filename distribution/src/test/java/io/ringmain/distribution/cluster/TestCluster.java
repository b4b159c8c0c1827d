package io.ringmain.distribution.cluster;

import io.ringmain.testkit.tck.coordination.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers and a ZooKeeper ensemble of three, each a process of its own.
 *
 * <pre>
 *   folder/broker-1 …        data          folder/broker-1.log …       what they said
 *   folder/zookeeper-1 …
 * </pre>
 *
 * <p>Used by the thread of the test.
 */
final class TestCluster implements AutoCloseable {
  static final int ZOOKEEPERS = 3;

  private static final String BROKER_HEAP = "-Xms16m -Xmx192m -XX:+UseSerialGC";
  private static final String ZOOKEEPER_HEAP = "-Xms8m -Xmx64m -XX:+UseSerialGC";
  private static final int ANSWER_TIMEOUT_MS = 2_000;

  private final Path folder;
  private final Addresses addresses;
  private final Map<String, String> settings;
  private final List<ServerProcess> zooKeepers = new ArrayList<>();
  private final List<Integer> zooKeeperPorts = new ArrayList<>();
  private final Map<Integer, ServerProcess> brokers = new HashMap<>();
  private final Map<Integer, Integer> ports = new HashMap<>();

  /** Where processes run, and at which address they are reached. */
  interface Addresses {
    /** The address of a broker. */
    String ofBroker(int id);

    /** What a broker's program is run by. */
    List<String> prefixOfBroker(int id);

    /** The address of the ensemble and of the test itself. */
    String ofEnsemble();
  }

  /** Everything on loopback. */
  static final Addresses LOOPBACK =
      new Addresses() {
        @Override
        public String ofBroker(int id) {
          return "127.0.0.1";
        }

        @Override
        public List<String> prefixOfBroker(int id) {
          return List.of();
        }

        @Override
        public String ofEnsemble() {
          return "127.0.0.1";
        }
      };

  TestCluster(Path folder, Map<String, String> settings) {
    this(folder, LOOPBACK, settings);
  }

  TestCluster(Path folder, Addresses addresses, Map<String, String> settings) {
    this.folder = folder;
    this.addresses = addresses;
    this.settings = Map.copyOf(settings);
  }

  /** Starts the ensemble and brokers 1 to a number, and waits until all of them serve. */
  TestCluster start(int brokerCount) throws IOException {
    List<Integer> quorumPorts = new ArrayList<>();
    for (int server = 0; server < ZOOKEEPERS; server++) {
      zooKeeperPorts.add(FreePorts.next());
      quorumPorts.add(FreePorts.next());
      quorumPorts.add(FreePorts.next());
    }
    for (int server = 0; server < ZOOKEEPERS; server++) {
      zooKeepers.add(zooKeeper(server, quorumPorts));
      zooKeepers.get(server).launch();
    }
    for (ServerProcess zooKeeper : zooKeepers) {
      zooKeeper.awaitReady();
    }
    for (int id = 1; id <= brokerCount; id++) {
      add(id).launch();
    }
    for (int id = 1; id <= brokerCount; id++) {
      broker(id).awaitReady();
    }
    return this;
  }

  private ServerProcess zooKeeper(int server, List<Integer> quorumPorts) throws IOException {
    String name = "zookeeper-" + (server + 1);
    Path data = Files.createDirectories(folder.resolve(name));
    Files.writeString(data.resolve("myid"), Integer.toString(server + 1));
    Map<String, String> own = new HashMap<>();
    own.put("dataDir", data.toString());
    own.put("clientPort", Integer.toString(zooKeeperPorts.get(server)));
    own.put("clientPortAddress", addresses.ofEnsemble());
    own.put("tickTime", "500");
    own.put("initLimit", "20");
    own.put("syncLimit", "10");
    own.put("maxSessionTimeout", "60000");
    own.put("preAllocSize", "1024");
    for (int other = 0; other < ZOOKEEPERS; other++) {
      own.put(
          "server." + (other + 1),
          addresses.ofEnsemble()
              + ":"
              + quorumPorts.get(2 * other)
              + ":"
              + quorumPorts.get(2 * other + 1));
    }
    return new ServerProcess(name, "zookeeper", List.of(), own, folder, ZOOKEEPER_HEAP);
  }

  /** A broker that is not started yet, with a port of its own. */
  ServerProcess add(int id) {
    ports.put(id, FreePorts.next());
    Map<String, String> own = new HashMap<>(settings);
    own.put("node.id", Integer.toString(id));
    own.put("listeners", "PLAINTEXT://" + addresses.ofBroker(id) + ":" + ports.get(id));
    own.put("log.dirs", data(id).toString());
    own.put("zookeeper.connect", connectString());
    ServerProcess broker =
        new ServerProcess(
            "broker-" + id, "start", addresses.prefixOfBroker(id), own, folder, BROKER_HEAP);
    brokers.put(id, broker);
    return broker;
  }

  ServerProcess broker(int id) {
    return brokers.get(id);
  }

  List<Integer> brokerIds() {
    return brokers.keySet().stream().sorted().toList();
  }

  /** The data folder of a broker. */
  Path data(int id) {
    return folder.resolve("broker-" + id);
  }

  /** What clients are given as {@code bootstrap.servers}. */
  String bootstrap() {
    return brokerIds().stream().map(this::address).collect(Collectors.joining(","));
  }

  /** Host and port of a broker. */
  String address(int id) {
    return addresses.ofBroker(id) + ":" + ports.get(id);
  }

  String connectString() {
    return zooKeeperPorts.stream()
        .map(port -> addresses.ofEnsemble() + ":" + port)
        .collect(Collectors.joining(","));
  }

  List<ServerProcess> zooKeepers() {
    return List.copyOf(zooKeepers);
  }

  /** The server that leads the ensemble, once there is one. */
  ServerProcess zooKeeperLeader() {
    Optional<ServerProcess> leader =
        Await.value(
            "a leader of the ensemble",
            () ->
                IntStream.range(0, ZOOKEEPERS)
                    .filter(server -> zooKeepers.get(server).isAlive() && leads(server))
                    .mapToObj(zooKeepers::get)
                    .findFirst(),
            Optional::isPresent);
    return leader.orElseThrow();
  }

  private boolean leads(int server) {
    try (Socket socket = new Socket()) {
      InetSocketAddress address =
          new InetSocketAddress(addresses.ofEnsemble(), zooKeeperPorts.get(server));
      socket.connect(address, ANSWER_TIMEOUT_MS);
      socket.setSoTimeout(ANSWER_TIMEOUT_MS);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.contains("Mode: leader");
    } catch (IOException notServing) {
      return false;
    }
  }

  /** The last lines of every process's log, for the message of a failure. */
  String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    List<ServerProcess> processes = new ArrayList<>(brokers.values());
    processes.addAll(zooKeepers);
    for (ServerProcess process : processes) {
      List<String> lines = process.log().lines().toList();
      all.append("\n== ").append(process.name()).append('\n');
      lines
          .subList(Math.max(0, lines.size() - 40), lines.size())
          .forEach(line -> all.append(line).append('\n'));
    }
    return all.toString();
  }

  @Override
  public void close() {
    brokers.values().forEach(ServerProcess::close);
    zooKeepers.forEach(ServerProcess::close);
  }
}
