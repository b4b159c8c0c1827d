package io.ringmain.coordination.zk;

import java.util.Map;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;

/**
 * The client connections of the embedded server: a few from this process, so one selector thread
 * does without workers, and without management beans. Runs on ZooKeeper's own threads.
 */
final class LoopbackConnections extends NIOServerCnxnFactory {
  /** Read by {@link #configure} from the system properties. */
  static final Map<String, String> PROPERTIES =
      Map.of(
          NIOServerCnxnFactory.ZOOKEEPER_NIO_NUM_SELECTOR_THREADS, "1",
          NIOServerCnxnFactory.ZOOKEEPER_NIO_NUM_WORKER_THREADS, "0");

  @Override
  public void registerConnection(ServerCnxn connection) {
    // The management beans would load java.management into every broker.
  }

  @Override
  public void unregisterConnection(ServerCnxn connection) {
    // Nothing was registered.
  }
}
