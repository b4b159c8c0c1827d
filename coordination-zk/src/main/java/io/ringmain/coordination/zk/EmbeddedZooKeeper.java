package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.util.ServiceUtils;

/**
 * A real ZooKeeper server inside this process, on loopback, with its data in one directory.
 *
 * <p>Started and closed by the coordination that uses it. Speaks ZooKeeper's protocol to any client
 * on this machine, so a ZooKeeper shell can look into a running broker.
 *
 * <pre>
 *   starting ──▶ running ──▶ failed (disk full, say)
 *                   ▲            │  every second, on the same port
 *                   └────────────┘
 * </pre>
 *
 * <p>All its threads are in one thread group, so that closing can wait for the last of them. The
 * fields that change belong to the starting thread while there is one, then to the closing one.
 */
final class EmbeddedZooKeeper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EmbeddedZooKeeper.class.getName());
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final ServerDirectory directory;
  private final ZkSettings settings;
  private final ThreadGroup threads = new ThreadGroup("ringmain-zookeeper");
  private volatile InetSocketAddress address;
  private volatile EmbeddedServer server;
  private volatile LoopbackConnections connections;
  private volatile boolean closing;
  private Thread starter;
  private boolean starting = true;
  private boolean closed;

  private EmbeddedZooKeeper(ServerDirectory directory, ZkSettings settings) {
    this.directory = directory;
    this.settings = settings;
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.embeddedPort());
  }

  /**
   * Starts the server. When that fails, no thread, socket or lock is left; when it hangs, they go
   * as soon as it no longer does.
   */
  static EmbeddedZooKeeper start(Path path, ZkSettings settings, int timeoutMs) {
    // ZooKeeper would end the whole process on a full disk.
    ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY);
    try {
      EmbeddedZooKeeper embedded = new EmbeddedZooKeeper(ServerDirectory.lock(path), settings);
      embedded.startWithin(timeoutMs);
      return embedded;
    } catch (IOException failed) {
      throw notStarted(path, failed.getMessage(), failed);
    } catch (ExecutionException failed) {
      throw notStarted(path, failed.getCause().getMessage(), failed.getCause());
    } catch (TimeoutException late) {
      throw notStarted(path, "not within " + timeoutMs + " ms", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw notStarted(path, "interrupted", stopped);
    }
  }

  private static CoordinationException notStarted(Path path, String why, Throwable cause) {
    return new CoordinationException(
        "no ZooKeeper server could be started on " + path + ": " + why, cause);
  }

  /** A thread of its own starts the server, because a hanging disk would not let go of ours. */
  private void startWithin(int timeoutMs)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Void> running = new CompletableFuture<>();
    onStarter(() -> {
      try {
        run();
        if (!settled()) {
          throw new IOException("the server failed while it started");
        }
        if (settings.embeddedPort() == 0) {
          // Nobody else can have known the port: all sessions ended with the process before.
          server.endAllSessions();
        }
        running.complete(null);
      } catch (Exception | LinkageError failed) {
        running.completeExceptionally(failed);
      }
    });
    boolean inTime = false;
    try {
      running.get(timeoutMs, TimeUnit.MILLISECONDS);
      inTime = true;
    } catch (TimeoutException hanging) {
      var _ = running.whenComplete((_, _) -> close());
      throw hanging;
    } finally {
      if (!inTime && running.isDone()) {
        close();
      }
    }
  }

  private synchronized void onStarter(Runnable work) {
    starter = new Thread(threads, work, "ringmain-zookeeper-start");
    starter.setDaemon(true);
    starter.start();
  }

  private void run() throws IOException, InterruptedException {
    connections = new LoopbackConnections();
    connections.bind(address);
    // The port is kept over failures: clients know it.
    address = connections.getLocalAddress();
    server = new EmbeddedServer(directory.open(settings), settings, this::failed);
    server.startdata();
    server.startup();
    connections.startup(server, false);
  }

  /** The server can no longer work. On a thread of ZooKeeper's, perhaps more than once. */
  private synchronized void failed() {
    if (!closing && !starting) {
      starting = true;
      onStarter(this::startAgain);
    }
  }

  /** Whether the server runs; if so, it is told of when it no longer does. */
  private synchronized boolean settled() {
    starting = !server.isRunning();
    return !starting;
  }

  private void startAgain() {
    LOG.log(Level.WARNING, "the ZooKeeper server on {0} failed; starting it again", directory);
    while (!closing) {
      try {
        stop();
        run();
        if (settled()) {
          return;
        }
      } catch (IOException | RuntimeException failed) {
        LOG.log(Level.WARNING, "the ZooKeeper server on " + directory + " does not start", failed);
      } catch (InterruptedException toClose) {
        return;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_DELAY);
    } catch (InterruptedException toClose) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    if (connections != null) {
      connections.shutdown();
      connections = null;
    }
    if (server != null) {
      server.shutdownForGood();
      server = null;
    }
  }

  /** {@code host:port} of the server. */
  String connectString() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** The server of the moment; for tests. */
  EmbeddedServer server() {
    return server;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      closing = true;
      starter.interrupt();
    }
    if (Thread.currentThread() != starter) {
      Interruptions.joinUninterrupted(starter);
    }
    stop();
    joinThreads();
    directory.unlock();
  }

  private void joinThreads() {
    Thread[] left = new Thread[threads.activeCount() + 16];
    int count = threads.enumerate(left);
    for (int index = 0; index < count; index++) {
      if (left[index] != Thread.currentThread()) {
        Interruptions.joinUninterrupted(left[index]);
      }
    }
  }
}
