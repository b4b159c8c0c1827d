package io.ringmain.coordination.zk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;

/**
 * The client connections of the embedded server: a few from this process, so one selector thread
 * does without workers, and without management beans. Runs on ZooKeeper's own threads.
 */
final class LoopbackConnections extends NIOServerCnxnFactory {
  private static final int UNLIMITED = 0;
  private static final int DEFAULT_BACKLOG = -1;

  void bind(InetSocketAddress address) throws IOException {
    Map<String, String> properties =
        Map.of(
            ZOOKEEPER_NIO_NUM_SELECTOR_THREADS, "1",
            ZOOKEEPER_NIO_NUM_WORKER_THREADS, "0");
    var _ =
        SystemProperties.with(
            properties,
            () -> {
              configure(address, UNLIMITED, DEFAULT_BACKLOG, false);
              return this;
            });
  }

  /** No bound; the original says so in a warning at every start. */
  @Override
  protected void initMaxCnxns() {
    maxCnxns = UNLIMITED;
  }

  /** Closes all connections, but leaves the server to whoever started it. */
  @Override
  public void shutdown() {
    stop();
    Interruptions.uninterrupted(this::join);
    closeAll(ServerCnxn.DisconnectReason.SERVER_SHUTDOWN);
  }

  @Override
  public void registerConnection(ServerCnxn connection) {
    // The management beans would load java.management into every broker.
  }

  @Override
  public void unregisterConnection(ServerCnxn connection) {
    // Nothing was registered.
  }
}
