package io.ringmain.distribution;

import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.plugin.PluginException;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.spi.coordination.CoordinationServer;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a server of a ZooKeeper ensemble until it is told to stop; for those who have no ensemble.
 *
 * <p>{@link #run} is called on the main thread, {@link #stop} on that of the shutdown hook.
 */
final class ZooKeeperCommand {
  private final RunOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final CompletableFuture<Optional<CoordinationServer>> started = new CompletableFuture<>();

  ZooKeeperCommand(RunOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Returns the exit code when the server has stopped or could not start. */
  int run() throws InterruptedException {
    // ZooKeeper prints now and then, and standard output carries the ready line alone.
    System.setOut(err);
    try {
      Map<String, String> settings = Settings.given(options.configFile(), options.overrides());
      CoordinationServer server = Plugins.discover().startCoordinationServer("zk", settings);
      started.complete(Optional.of(server));
      if (server.awaitServing()) {
        out.println("ringmain: zookeeper ready on " + server.address());
        out.flush();
      }
      if (server.awaitStop()) {
        return ExitCode.OK;
      }
      err.println("ringmain: the ZooKeeper server on " + server.address() + " failed");
      return ExitCode.FAILED;
    } catch (ConfigException | PluginException refused) {
      started.complete(Optional.empty());
      err.println("ringmain: " + refused.getMessage());
      return refused instanceof ConfigException ? ExitCode.REFUSED : ExitCode.FAILED;
    }
  }

  /** Stops the server, one that is still starting as soon as it has started. */
  int stop() {
    Optional<CoordinationServer> server = started.join();
    server.ifPresent(CoordinationServer::close);
    return server.isPresent() ? ExitCode.OK : ExitCode.FAILED;
  }
}
