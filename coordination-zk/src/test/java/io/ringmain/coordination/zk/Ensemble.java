package io.ringmain.coordination.zk;

import io.ringmain.testkit.tck.coordination.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.zookeeper.server.admin.AdminServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/**
 * A real ensemble of three ZooKeeper servers, in this process, elected and replicating over TCP.
 */
final class Ensemble implements AutoCloseable {
  static final int SERVERS = 3;

  private final Path directory;
  private final int[] clientPorts;
  private final int[] quorumPorts;
  private final int[] electionPorts;
  private final Peer[] peers = new Peer[SERVERS];

  Ensemble(Path directory) {
    this.directory = directory;
    clientPorts = freePorts();
    quorumPorts = freePorts();
    electionPorts = freePorts();
    System.setProperty("zookeeper.jmx.log4j.disable", "true");
    System.setProperty("zookeeper.admin.enableServer", "false");
    for (int server = 0; server < SERVERS; server++) {
      start(server);
    }
  }

  private static int[] freePorts() {
    return IntStream.range(0, SERVERS).map(_ -> FreePorts.next()).toArray();
  }

  void start(int server) {
    peers[server] = new Peer(config(server));
    peers[server].start();
  }

  private QuorumPeerConfig config(int server) {
    try {
      Path data = Files.createDirectories(directory.resolve("server-" + server));
      Files.writeString(data.resolve("myid"), Integer.toString(server + 1));
      Properties properties = new Properties();
      properties.setProperty("dataDir", data.toString());
      properties.setProperty("clientPort", Integer.toString(clientPorts[server]));
      properties.setProperty("clientPortAddress", "127.0.0.1");
      properties.setProperty("tickTime", "200");
      properties.setProperty("initLimit", "25");
      properties.setProperty("syncLimit", "25");
      for (int other = 0; other < SERVERS; other++) {
        properties.setProperty(
            "server." + (other + 1),
            "127.0.0.1:" + quorumPorts[other] + ":" + electionPorts[other]);
      }
      QuorumPeerConfig config = new QuorumPeerConfig();
      config.parseProperties(properties);
      return config;
    } catch (IOException | QuorumPeerConfig.ConfigException failed) {
      throw new IllegalStateException(failed);
    }
  }

  void stop(int server) {
    peers[server].stop();
  }

  /** Which server leads. There must be a leader. */
  int leader() {
    for (int server = 0; server < SERVERS; server++) {
      if (peers[server].leads()) {
        return server;
      }
    }
    throw new IllegalStateException("no leader");
  }

  String connectString() {
    return IntStream.range(0, SERVERS)
        .mapToObj(this::connectString)
        .collect(Collectors.joining(","));
  }

  String connectString(int server) {
    return "127.0.0.1:" + clientPorts[server];
  }

  @Override
  public void close() {
    for (int server = 0; server < SERVERS; server++) {
      stop(server);
    }
  }

  /** One server with the thread that waits for its end. */
  private static final class Peer extends QuorumPeerMain {
    private final QuorumPeerConfig config;
    private final Thread runner = new Thread(this::run, "ensemble-peer");

    Peer(QuorumPeerConfig config) {
      this.config = config;
    }

    void start() {
      runner.setDaemon(true);
      runner.start();
    }

    private void run() {
      try {
        runFromConfig(config);
      } catch (IOException | AdminServer.AdminServerException failed) {
        throw new IllegalStateException(failed);
      }
    }

    boolean leads() {
      QuorumPeer peer = quorumPeer;
      return peer != null && peer.getPeerState() == QuorumPeer.ServerState.LEADING;
    }

    void stop() {
      if (quorumPeer != null) {
        quorumPeer.shutdown();
      }
      Interruptions.joinUninterrupted(runner);
    }
  }
}
