package io.ringmain.kernel;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A broker: opens what it needs, has its {@link BrokerParts} start in order, and stops them in the
 * opposite one.
 *
 * <pre>
 *   1 bind the listeners       before anything is written
 *   2 claim the log directories
 *   3 open storage and coordination
 *   4 join the cluster         read the metadata log, register
 *   5 open the partitions      recovering what a crash has left
 *   6 accept connections
 *   7 be let in                 the controller may make this broker a leader
 * </pre>
 *
 * <p>{@link #start} and {@link #close} wait; {@link #startAsync} and {@link #stop} do the same
 * without, on the environment's background threads, so that a simulation can run the broker on one
 * thread. All but the starts may be called from any thread.
 */
public final class Broker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Broker.class.getName());

  private final BrokerConfig config;
  private final Environment environment;
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final ClosingOrder closers;

  private volatile Optional<String> failure = Optional.empty();
  private List<Listener> endpoints = List.of();

  private Broker(BrokerConfig config, Environment environment) {
    this.config = config;
    this.environment = environment;
    this.closers = new ClosingOrder(environment.background());
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @throws IOException if a port cannot be bound or a directory cannot be used
   * @throws RuntimeException if a plugin or the configuration prevents it; the message says which
   *     and why. In any case nothing is left behind.
   */
  public static Broker start(BrokerConfig config, Plugins plugins, Environment environment)
      throws IOException {
    return await(startAsync(config, plugins, environment).toCompletableFuture());
  }

  /**
   * Starts a broker. What blocks (binding, opening the transport and the storage) is done by the
   * caller's thread before it returns.
   *
   * @return completes with the broker once it serves, or fails as {@link #start} does, with nothing
   *     left behind
   */
  public static CompletionStage<Broker> startAsync(
      BrokerConfig config, Plugins plugins, Environment environment) {
    Broker broker = new Broker(config, environment);
    CompletionStage<Void> serving;
    try {
      serving = broker.start(plugins);
    } catch (IOException | RuntimeException failure) {
      serving = CompletableFuture.failedFuture(failure);
    }
    return serving
        .handleAsync(
            (_, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(broker)
                    : broker
                        .stop()
                        .<Broker>thenCompose(_ -> CompletableFuture.failedFuture(failure)),
            environment.background())
        .thenCompose(started -> started);
  }

  private CompletionStage<Void> start(Plugins plugins) throws IOException {
    Transport transport = plugins.openTransport(config);
    closers.add(transport::close);
    BoundListeners listeners = BoundListeners.bind(transport, config, closers);
    endpoints = listeners.endpoints();
    ClaimedDirectories directories =
        ClaimedDirectories.claim(config.logDirs(), config.nodeId(), environment);
    long previousEpoch = directories.takeCleanStop();

    CompletableFuture<Coordination> opening =
        CompletableFuture.supplyAsync(
            () -> plugins.openCoordination(config), environment.background());
    closers.addAsync(() -> closeOpened(opening));
    Storage storage = plugins.openStorage(config);
    closers.add(storage::close);
    return opening
        .thenApply(coordination ->
            new BrokerParts.Opened(
                transport, listeners, directories, previousEpoch, storage, coordination))
        .thenCompose(opened ->
            new BrokerParts(config, environment, metrics, closers, this::fail, opened).start());
  }

  private void fail(String why) {
    failure = Optional.of(why);
    LOG.log(ERROR, why);
    CompletionStage<Void> _ =
        CompletableFuture.supplyAsync(this::stop, environment.background())
            .thenCompose(done -> done);
  }

  private static Broker await(CompletableFuture<Broker> started) throws IOException {
    try {
      return started.get();
    } catch (InterruptedException interrupted) {
      CompletableFuture<Void> _ = started.thenCompose(Broker::stop);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting", interrupted);
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case UncheckedIOException cause -> throw cause.getCause();
        case RuntimeException cause -> throw cause;
        case IOException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IOException(failure.getCause());
      }
    }
  }

  private static CompletionStage<Void> closeOpened(CompletableFuture<Coordination> opening) {
    return opening.handle((coordination, _) -> {
      if (coordination != null) {
        coordination.close();
      }
      return null;
    });
  }

  /** The listeners with the ports that were bound. */
  public List<Listener> endpoints() {
    return endpoints;
  }

  /** What this broker counts. */
  public BrokerMetrics metrics() {
    return metrics;
  }

  /** Why the broker stops though nobody asked it to. */
  public Optional<String> failure() {
    return failure;
  }

  /** Waits until the broker has stopped. */
  public void awaitStop() throws InterruptedException {
    try {
      stopped.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Stops cleanly: takes no more requests, closes the logs so that the next start has nothing to
   * recover, and leaves the cluster. Idempotent; a second caller waits for the first.
   */
  @Override
  public void close() {
    stop().toCompletableFuture().join();
  }

  /** Stops as {@link #close} does, without waiting for what takes time on other threads. */
  public CompletionStage<Void> stop() {
    if (closing.compareAndSet(false, true)) {
      CompletionStage<Void> _ =
          closers
              .close()
              .thenRun(() -> {
                LOG.log(INFO, "broker {0} stopped", Integer.toString(config.nodeId()));
                stopped.complete(null);
              });
    }
    return stopped;
  }
}
