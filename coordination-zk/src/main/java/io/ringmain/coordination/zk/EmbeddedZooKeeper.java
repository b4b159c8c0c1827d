package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.zookeeper.server.PurgeTxnLog;
import org.apache.zookeeper.server.SyncRequestProcessor;
import org.apache.zookeeper.server.persistence.FilePadding;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.util.ServiceUtils;

/**
 * A real ZooKeeper server inside this process, on loopback, with its data in one directory:
 *
 * <pre>
 *   dataDirectory/.lock                   held while the server runs: one process at a time
 *   dataDirectory/version-2/log.*         transactions, preallocated in small steps
 *   dataDirectory/version-2/snapshot.*    the newest few
 * </pre>
 *
 * <p>Started and closed by the coordination that uses it. Speaks ZooKeeper's protocol to any client
 * on this machine, so a ZooKeeper shell can look into a running broker.
 */
final class EmbeddedZooKeeper implements AutoCloseable {
  // ZooKeeper's 64 MiB are for a machine of its own.
  private static final long PREALLOCATED_BYTES = 1 << 20;

  private final Path dataDirectory;
  private final ZkSettings settings;
  private final FileChannel lockFile;
  private EmbeddedServer server;
  private LoopbackConnections connections;
  private boolean closed;

  private EmbeddedZooKeeper(Path dataDirectory, ZkSettings settings, FileChannel lockFile) {
    this.dataDirectory = dataDirectory;
    this.settings = settings;
    this.lockFile = lockFile;
  }

  /** Starts the server; when that fails, no thread, socket or lock is left. */
  static EmbeddedZooKeeper start(Path dataDirectory, ZkSettings settings) {
    // ZooKeeper would end the whole process on a full disk.
    ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY);
    EmbeddedZooKeeper embedded;
    try {
      Files.createDirectories(dataDirectory);
      embedded = new EmbeddedZooKeeper(dataDirectory, settings, lock(dataDirectory));
    } catch (IOException failed) {
      throw notStarted(dataDirectory, failed);
    }
    boolean running = false;
    try {
      embedded.run(settings.embeddedPort());
      running = true;
      return embedded;
    } catch (IOException | RuntimeException failed) {
      throw notStarted(dataDirectory, failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw notStarted(dataDirectory, stopped);
    } finally {
      if (!running) {
        embedded.close();
      }
    }
  }

  private static CoordinationException notStarted(Path dataDirectory, Exception cause) {
    return new CoordinationException(
        "no ZooKeeper server could be started on " + dataDirectory + ": " + cause.getMessage(),
        cause);
  }

  private static FileChannel lock(Path dataDirectory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            dataDirectory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException heldInThisProcess) {
      channel.close();
      throw new IOException("the directory is in use in this process", heldInThisProcess);
    }
    channel.close();
    throw new IOException("the directory is in use by another process");
  }

  private void run(int port) throws IOException, InterruptedException {
    FilePadding.setPreallocSize(PREALLOCATED_BYTES);
    SyncRequestProcessor.setSnapSizeInBytes(settings.embeddedSnapshotBytes());
    File directory = dataDirectory.toFile();
    PurgeTxnLog.purge(directory, directory, settings.embeddedSnapshotsKept());

    connections = new LoopbackConnections();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    SystemProperties.with(
        LoopbackConnections.PROPERTIES, () -> connections.configure(address, 0, -1, false));
    SystemProperties.with(
        Map.of("zookeeper.forceSync", settings.embeddedFsync() ? "yes" : "no"),
        () ->
            server = new EmbeddedServer(new FileTxnSnapLog(directory, directory), settings));
    server.startdata();
    server.startup();
    if (settings.embeddedPort() == 0) {
      // Nobody can have known the port: every session there was ended with the process before.
      server.endAllSessions();
    }
    connections.startup(server, false);
  }

  /** {@code host:port} of the server. */
  String connectString() {
    InetSocketAddress address = connections.getLocalAddress();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw new CoordinationException("cannot unlock " + dataDirectory, failed);
    }
  }

  private void stop() {
    if (connections != null) {
      connections.shutdown();
    }
    if (server != null) {
      server.shutdown(true);
    }
  }
}
