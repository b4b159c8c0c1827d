package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.plugin.PluginException;
import io.ringmain.kernel.plugin.Plugins;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a cluster to be tried out on one machine: brokers and a ZooKeeper ensemble as processes of
 * their own, until it is told to stop.
 *
 * <pre>
 *   plan checked ──▶ ports looked at ──▶ files written ──▶ processes started ──▶ ready line
 *      │ exit 2          │ exit 1            │ exit 1          │ one ends: all stopped, exit 1
 *
 *   SIGTERM, Ctrl-C: the brokers stop, then ZooKeeper, exit 0.
 *   A process that ends by itself: said, the others go on; exit 1 when no broker is left.
 * </pre>
 *
 * <p>{@link #run} is called on the main thread, {@link #stop} on that of the shutdown hook.
 */
final class ClusterCommand {
  private static final int SECONDS_FOR_BROKERS = 60;
  private static final int SECONDS_FOR_ZOOKEEPER = 10;

  private final ClusterOptions options;
  private final Path home;
  private final Optional<Path> launcher;
  private final PrintStream out;
  private final PrintStream err;
  private final List<ClusterProcess> zooKeepers = new ArrayList<>();
  private final List<ClusterProcess> brokers = new ArrayList<>();
  private boolean stopping;

  /**
   * @param launcher the program's own script, which starts the processes
   */
  ClusterCommand(
      ClusterOptions options,
      Path home,
      Optional<Path> launcher,
      PrintStream out,
      PrintStream err) {
    this.options = options;
    this.home = home;
    this.launcher = launcher;
    this.out = out;
    this.err = err;
  }

  /** Returns the exit code when all has stopped or could not start. */
  int run() throws InterruptedException {
    try {
      ClusterPlan plan = plan();
      Files.createDirectories(plan.folder());
      try (FileChannel channel =
              FileChannel.open(
                  plan.folder().resolve(".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          throw new IOException(plan.folder() + " is in use by another cluster");
        }
        write(plan);
        return serve(plan);
      }
    } catch (ConfigException refused) {
      err.println("ringmain: " + refused.getMessage());
      return ExitCode.REFUSED;
    } catch (PluginException | IOException failure) {
      err.println("ringmain: " + reason(failure));
      return ExitCode.FAILED;
    }
  }

  private static String reason(Exception failure) {
    // Those of files say no more than the file's name.
    return failure instanceof PluginException || failure.getClass() == IOException.class
        ? failure.getMessage()
        : failure.toString();
  }

  private ClusterPlan plan() throws IOException {
    Plugins plugins = Plugins.discover();
    RunOptions run = options.run();
    Map<String, String> given =
        Settings.of(run.configFile(), run.overrides(), home.resolve("data-cluster"));
    List<Integer> ports =
        ClusterPorts.free(ClusterPlan.ZOOKEEPERS * ClusterPlan.PORTS_OF_ZOOKEEPER);
    ClusterPlan plan = ClusterPlan.of(given, options.brokers(), ports, plugins.installed());
    for (ClusterMember broker : plan.brokers()) {
      ClusterPorts.check(
          broker.name(), BrokerConfig.parse(broker.settings(), plugins.installed(), "localhost"));
    }
    return plan;
  }

  private static void write(ClusterPlan plan) throws IOException {
    for (ClusterMember zooKeeper : plan.zooKeepers()) {
      zooKeeper.writeFile();
      Path data = Files.createDirectories(Path.of(zooKeeper.settings().get("dataDir")));
      Files.writeString(data.resolve("myid"), zooKeeper.number() + "\n");
    }
    for (ClusterMember broker : plan.brokers()) {
      broker.writeFile();
    }
  }

  private int serve(ClusterPlan plan) throws IOException, InterruptedException {
    try {
      // One after the other: a broker that finds no ensemble asks again only after a second.
      if (startAll(plan.zooKeepers(), zooKeepers).isEmpty()) {
        return ExitCode.FAILED;
      }
      Optional<String> addresses = startAll(plan.brokers(), brokers);
      if (addresses.isEmpty()) {
        return ExitCode.FAILED;
      }
      List<ClusterProcess> all = new ArrayList<>(zooKeepers);
      all.addAll(brokers);
      for (ClusterProcess process : all) {
        CompletableFuture<Void> _ = process.ended().thenAccept(code -> tell(process, code));
      }
      out.println("ringmain: cluster ready on " + addresses.get());
      out.flush();
      CompletableFuture.allOf(
              brokers.stream().map(ClusterProcess::ended).toArray(CompletableFuture[]::new))
          .join();
      return isStopping() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      stopAll();
    }
  }

  /** Starts processes beside each other: where they serve, or nothing if one of them does not. */
  private Optional<String> startAll(List<ClusterMember> members, List<ClusterProcess> started)
      throws IOException {
    synchronized (this) {
      for (ClusterMember member : members) {
        if (stopping) {
          return Optional.empty();
        }
        started.add(ClusterProcess.start(script(), member, options.run().logLevel(), err));
      }
    }
    List<String> addresses = new ArrayList<>();
    for (ClusterProcess process : started) {
      Optional<String> address = process.awaitReady();
      if (address.isEmpty()) {
        if (!isStopping()) {
          err.println("ringmain: " + process.member().name() + " did not start");
        }
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    return Optional.of(String.join(",", addresses));
  }

  private Path script() throws IOException {
    return launcher.orElseThrow(
        () -> new IOException("a cluster is started by the script bin/ringmain only"));
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private void tell(ClusterProcess process, int exitCode) {
    if (!isStopping()) {
      ClusterMember member = process.member();
      err.printf(
          "ringmain: %s ended with exit code %d; start it again with: %s %s --config %s%n",
          member.name(),
          exitCode,
          launcher.map(Path::toString).orElse("ringmain"),
          member.kind().command(),
          member.file());
    }
  }

  /** Stops all processes: those that keep the metadata last. */
  private void stopAll() throws InterruptedException {
    synchronized (this) {
      stopping = true;
    }
    stopAll(brokers, SECONDS_FOR_BROKERS);
    stopAll(zooKeepers, SECONDS_FOR_ZOOKEEPER);
  }

  private static void stopAll(List<ClusterProcess> processes, int seconds)
      throws InterruptedException {
    processes.forEach(ClusterProcess::terminate);
    for (ClusterProcess process : processes) {
      process.awaitEnd(seconds);
    }
  }

  /** Stops everything that was started. Returns the exit code. */
  int stop() {
    try {
      stopAll();
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }
}
