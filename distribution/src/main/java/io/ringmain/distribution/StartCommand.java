package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.plugin.PluginException;
import io.ringmain.kernel.plugin.Plugins;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Runs a broker until it is told to stop.
 *
 * <pre>
 *   settings ──▶ checked ──▶ started ──▶ ready line ──▶ stopped (SIGTERM, Ctrl-C) ──▶ exit 0
 *      │ refused: exit 2        │ failed: exit 1           │ failed: exit 1
 * </pre>
 *
 * <p>{@link #run} is called on the main thread, {@link #stop} on that of the shutdown hook.
 */
final class StartCommand {
  private static final Logger LOG = System.getLogger(StartCommand.class.getName());

  private final RunOptions options;
  private final Path home;
  private final BrokerStarter starter;
  private final PrintStream out;
  private final PrintStream err;
  private final CompletableFuture<RunningBroker> started = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile OperatorPages pages = OperatorPages.none();

  StartCommand(
      RunOptions options, Path home, BrokerStarter starter, PrintStream out, PrintStream err) {
    this.options = options;
    this.home = home;
    this.starter = starter;
    this.out = out;
    this.err = err;
  }

  /** Returns the exit code when the broker has stopped or could not start. */
  int run() throws InterruptedException {
    try {
      Plugins plugins = Plugins.discover();
      BrokerConfig config = config(plugins);
      try (OperatorPages opened = OperatorPages.open(config)) {
        pages = opened;
        return serve(config, plugins);
      }
    } catch (ConfigException refused) {
      return failed(refused, ExitCode.REFUSED);
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failure) {
      return failed(failure, ExitCode.FAILED);
    }
  }

  private int serve(BrokerConfig config, Plugins plugins) throws Exception {
    RunningBroker broker = starter.start(config, plugins);
    started.complete(broker);
    pages.serving(broker.metrics());
    out.println(readyLine(config.nodeId(), broker));
    out.flush();
    broker.awaitStop();
    broker.failure().ifPresent(reason -> err.println("ringmain: " + reason));
    return stopping ? ExitCode.OK : ExitCode.FAILED;
  }

  private BrokerConfig config(Plugins plugins) {
    Map<String, String> settings =
        Settings.of(options.configFile(), options.overrides(), home.resolve("data"));
    return BrokerConfig.parse(settings, plugins.installed(), hostName(settings));
  }

  /** What to advertise for a listener on every interface; asked for only then, it can take long. */
  private static String hostName(Map<String, String> settings) {
    if (!Listener.anyOnEveryInterface(settings.getOrDefault("listeners", ""))) {
      return "localhost";
    }
    try {
      return InetAddress.getLocalHost().getCanonicalHostName();
    } catch (UnknownHostException unknown) {
      LOG.log(Level.WARNING, "this machine's name is not known; advertising localhost", unknown);
      return "localhost";
    }
  }

  private static String readyLine(int nodeId, RunningBroker broker) {
    String addresses =
        broker.endpoints().stream()
            .map(bound -> bound.host().isEmpty() ? bound.withHost("0.0.0.0") : bound)
            .map(Listener::address)
            .collect(Collectors.joining(", "));
    return "ringmain: broker " + nodeId + " ready on " + addresses;
  }

  private int failed(Exception failure, int exitCode) {
    started.completeExceptionally(failure);
    err.println("ringmain: " + reason(failure));
    LOG.log(Level.DEBUG, "the broker did not start", failure);
    return exitCode;
  }

  /** What the operator can act upon; anything unforeseen with its type. */
  private static String reason(Exception failure) {
    boolean foreseen =
        failure instanceof ConfigException
            || failure instanceof PluginException
            || failure instanceof IOException;
    return foreseen && failure.getMessage() != null ? failure.getMessage() : failure.toString();
  }

  /**
   * Stops the broker, one that is still starting as soon as it has started.
   *
   * @return the exit code
   */
  int stop() {
    stopping = true;
    pages.stopping();
    RunningBroker broker;
    try {
      broker = started.join();
    } catch (CompletionException neverStarted) {
      return ExitCode.FAILED;
    }
    broker.close();
    return ExitCode.OK;
  }
}
