package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three brokers and what they need, each a process of its own, in a folder that goes with them.
 *
 * <p>Used by the main thread.
 */
final class FailoverCluster implements AutoCloseable {
  private static final int BUFFER_BYTES = 1024 * 1024;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final long PAUSE_MS = 50;

  private final Path folder;
  private final ControllerLookup controllerLookup;
  private final List<ClusterNode> coordination = new ArrayList<>();
  private final List<ClusterNode> brokers = new ArrayList<>();

  /** How the controller of such a cluster is found out. */
  @FunctionalInterface
  interface ControllerLookup {
    /** The controller's id; -1 when there is none at this moment. */
    int controller(Admin admin) throws IOException;
  }

  FailoverCluster(Path folder, ControllerLookup controllerLookup) {
    this.folder = folder;
    this.controllerLookup = controllerLookup;
  }

  Path folder() {
    return folder;
  }

  /** A server that is no broker, from the moment on that it was started. */
  void addCoordination(ClusterNode node) {
    coordination.add(node);
  }

  void addBroker(ClusterNode node) {
    brokers.add(node);
  }

  List<Integer> brokerIds() {
    return brokers.stream().map(ClusterNode::id).toList();
  }

  ClusterNode broker(int id) {
    return brokers.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
  }

  /** A connection to a broker, as soon as it listens. */
  Connection connect(int id) throws IOException, InterruptedException {
    ClusterNode node = broker(id);
    long startNs = System.nanoTime();
    while (true) {
      node.checkAlive();
      try {
        return Connection.open(node.port(), BUFFER_BYTES, TIMEOUT);
      } catch (IOException e) {
        if (System.nanoTime() - startNs > TIMEOUT.toNanos()) {
          throw e;
        }
        Thread.sleep(PAUSE_MS);
      }
    }
  }

  /** The broker that is the controller, once there is one. */
  int controller() throws IOException, InterruptedException {
    try (Connection connection = connect(brokers.getFirst().id())) {
      Admin admin = new Admin(connection);
      int controller = controllerLookup.controller(admin);
      while (controller < 0) {
        Thread.sleep(PAUSE_MS);
        controller = controllerLookup.controller(admin);
      }
      return controller;
    }
  }

  /** Stops everything and deletes the folder. */
  @Override
  public void close() throws IOException {
    brokers.forEach(ClusterNode::stop);
    brokers.forEach(ClusterNode::close);
    coordination.forEach(ClusterNode::stop);
    coordination.forEach(ClusterNode::close);
    BrokerProcess.deleteFolder(folder);
  }
}
