package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.admin.AdminServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.util.ServiceUtils;

/**
 * One server of a ZooKeeper ensemble, in a process that does nothing else, with ZooKeeper's own
 * settings.
 *
 * <pre>
 *   start ──▶ client port bound ──▶ leader found, serving ──▶ stopped (close) or failed
 * </pre>
 *
 * <p>Runs on ZooKeeper's own threads; {@link #runner} waits for their end. Used by any thread.
 */
final class ZkEnsembleServer implements CoordinationServer {
  private static final Logger LOG = System.getLogger(ZkEnsembleServer.class.getName());
  private static final long LOOK_AGAIN_MS = 10;

  private final QuorumPeerConfig config;
  private final Peer peer = new Peer();
  private final DatadirCleanupManager purge;
  private final Thread runner;
  private volatile boolean closing;
  private volatile boolean failed;

  private ZkEnsembleServer(QuorumPeerConfig config) {
    this.config = config;
    purge =
        new DatadirCleanupManager(
            config.getDataDir(),
            config.getDataLogDir(),
            config.getSnapRetainCount(),
            config.getPurgeInterval());
    runner = new Thread(this::run, "zookeeper-server");
  }

  /**
   * Starts it; returns when clients can connect, though nobody answers them before there is a
   * leader.
   *
   * @throws CoordinationException naming what is wrong with the settings, or why it does not start
   */
  static ZkEnsembleServer start(Map<String, String> settings) {
    // Read once, by classes that are loaded later: no web server, no beans for its logger.
    System.setProperty("zookeeper.admin.enableServer", "false");
    System.setProperty("zookeeper.jmx.log4j.disable", "true");
    ZkEnsembleServer server = new ZkEnsembleServer(parsed(settings));
    // What ZooKeeper does where it gives up, in place of ending the process by itself.
    ServiceUtils.setSystemExitProcedure(_ -> server.fail());
    server.purge.start();
    server.runner.start();
    try {
      server.peer.bound.join();
      return server;
    } catch (CompletionException notStarted) {
      server.purge.shutdown();
      throw new CoordinationException(
          "the ZooKeeper server on "
              + server.address()
              + " does not start: "
              + notStarted.getCause().getMessage(),
          notStarted.getCause());
    }
  }

  private static QuorumPeerConfig parsed(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    QuorumPeerConfig config = new QuorumPeerConfig();
    try {
      config.parseProperties(properties);
    } catch (IOException | QuorumPeerConfig.ConfigException | RuntimeException refused) {
      throw new CoordinationException(
          "the settings of the ZooKeeper server are refused: " + reason(refused), refused);
    }
    if (!config.isDistributed()) {
      throw new CoordinationException(
          "the settings of the ZooKeeper server are refused: server.N=HOST:PORT:PORT: at least two"
              + " servers are an ensemble; a single broker runs a server inside itself");
    }
    if (config.getClientPortAddress() == null) {
      throw new CoordinationException(
          "the settings of the ZooKeeper server are refused: clientPort is not set");
    }
    return config;
  }

  private static String reason(Exception refused) {
    return refused instanceof NumberFormatException
        ? "not a number: " + refused.getMessage()
        : String.valueOf(refused.getMessage());
  }

  private void run() {
    try {
      peer.runFromConfig(config);
      if (!closing) {
        fail();
      }
    } catch (IOException | AdminServer.AdminServerException | RuntimeException failure) {
      failed = true;
      if (!peer.bound.completeExceptionally(failure)) {
        LOG.log(Level.ERROR, "the ZooKeeper server failed", failure);
      }
    }
  }

  /** On a thread of ZooKeeper's, which must not wait for itself. */
  private void fail() {
    failed = true;
    new Thread(peer::close, "zookeeper-server-end").start();
  }

  @Override
  public String address() {
    InetSocketAddress address = config.getClientPortAddress();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "0.0.0.0"
            : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public boolean awaitServing() throws InterruptedException {
    while (!peer.serves()) {
      if (runner.join(Duration.ofMillis(LOOK_AGAIN_MS))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean awaitStop() throws InterruptedException {
    runner.join();
    return closing && !failed;
  }

  @Override
  public void close() {
    closing = true;
    purge.shutdown();
    peer.close();
    Interruptions.joinUninterrupted(runner);
  }

  /** ZooKeeper's own main class, which tells when its client port is bound. */
  private static final class Peer extends QuorumPeerMain {
    private final CompletableFuture<Void> bound = new CompletableFuture<>();

    /** Called once the client port is bound, and before anything is done there. */
    @Override
    protected QuorumPeer getQuorumPeer() throws SaslException {
      QuorumPeer made = super.getQuorumPeer();
      bound.complete(null);
      return made;
    }

    boolean serves() {
      QuorumPeer peer = quorumPeer;
      if (peer == null || peer.getPeerState() == QuorumPeer.ServerState.LOOKING) {
        return false;
      }
      ZooKeeperServer server = peer.getActiveServer();
      return server != null && server.isRunning();
    }
  }
}
