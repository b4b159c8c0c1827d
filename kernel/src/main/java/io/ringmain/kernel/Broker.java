package io.ringmain.kernel;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.compaction.Compactor;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.config.GroupKeys;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.config.ReplicationKeys;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.connection.ClientConnections;
import io.ringmain.kernel.controller.BrokerIdentity;
import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.HeartbeatSender;
import io.ringmain.kernel.controller.OfflineReplicas;
import io.ringmain.kernel.controller.SnapshotPolicy;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.coordinator.CoordinatorHost;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.group.GroupConfig;
import io.ringmain.kernel.group.GroupCoordinator;
import io.ringmain.kernel.group.OffsetsTopic;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.DynamicBrokerConfig;
import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.kernel.replica.LogMoves;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.kernel.replication.Replication;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.message.AlterPartitionResponse;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A broker: puts the parts together, starts them in order, and stops them in the opposite one.
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

  /** Kafka's numbers of the security protocols. */
  private static final short PROTOCOL_PLAINTEXT = 0;

  private static final short PROTOCOL_SSL = 1;

  /** How long a stop waits for the logs to be closed before it gives up on them. */
  private static final long CLOSE_TIMEOUT_MS = 60_000;

  /** How long a stop waits for others to lead what this broker led. */
  private static final long RELIEF_TIMEOUT_MS = 10_000;

  private final BrokerConfig config;
  private final Environment environment;
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  /** What is to be closed, the last opened first. */
  private final Deque<Supplier<CompletionStage<?>>> closers = new ArrayDeque<>();

  private volatile Optional<String> failure = Optional.empty();
  private List<Listener> endpoints = List.of();
  private long previousEpoch = BrokerIdentity.UNCLEAN;

  private Broker(BrokerConfig config, Environment environment) {
    this.config = config;
    this.environment = environment;
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
    onClose(transport::close);
    List<BoundListener> bound = bind(transport);
    ClaimedDirectories directories =
        ClaimedDirectories.claim(config.logDirs(), config.nodeId(), environment);
    previousEpoch = directories.takeCleanStop();

    CompletableFuture<Coordination> opening =
        CompletableFuture.supplyAsync(
            () -> plugins.openCoordination(config), environment.background());
    closers.push(() -> closeOpened(opening));
    Storage storage = plugins.openStorage(config);
    onClose(storage::close);
    return opening.thenCompose(
        coordination -> assemble(transport, bound, directories, storage, coordination));
  }

  private CompletionStage<Void> assemble(
      Transport transport,
      List<BoundListener> bound,
      ClaimedDirectories directories,
      Storage storage,
      Coordination coordination) {
    MetadataImages images = new MetadataImages();
    PeerLanes peers = PeerLanes.of(transport, config, images, environment);
    onClose(peers::close);
    DynamicBrokerConfig live = new DynamicBrokerConfig(config);
    images.addListener(live);
    ListenerLimits limits = new ListenerLimits(bound, live, environment.background());
    images.addListener(limits);
    Shards shards =
        new Shards(shardCount(), config.value(ServerKeys.RING_SLOTS), environment, metrics);
    onClose(shards::close);
    BrokerIdentity self = identity(directories.id());
    Replication replication =
        new Replication(
            config.nodeId(),
            environment,
            live,
            directories.usable(),
            images::current,
            peers.replication(),
            shards,
            metrics);
    LogMoves moves =
        new LogMoves(
            storage,
            shards,
            environment,
            () -> live.get().value(ReplicationKeys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND));
    Replicas replicas =
        new Replicas(
            replication.setting(),
            replication.startingPoints(),
            replication.following(),
            image ->
                image
                    .broker(self.id())
                    .filter(known -> known.incarnationId().equals(self.incarnationId()))
                    .isPresent(),
            storage,
            moves,
            shards,
            overrides -> new TopicConfig(overrides, live.get()),
            environment.random());
    images.addListener(replicas);
    storage.onOffline(directory -> directoryOffline(directory, storage, replicas));
    Controller controller =
        new Controller(environment, coordination, self, images, snapshotPolicy(), live);
    onClose(controller::close);
    CompressionCodecs codecs = CompressionCodecs.load();
    GroupConfig groupConfig = groupConfig();
    CoordinatorHost<GroupCoordinator> groupHost =
        new CoordinatorHost<>(
            OffsetsTopic.NAME,
            environment,
            codecs,
            runtime -> new GroupCoordinator(runtime, groupConfig, environment.random()));
    replicas.addListener(groupHost);
    closers.push(() -> closeLogs(replicas, images, storage, directories));
    onClose(() -> {
      replication.close();
      replication.save(replicas);
    });

    ServedMetadata servedMetadata =
        new ServedMetadata(environment, live, controller, peers, replicas::settled);
    onClose(servedMetadata::close);
    long requestTimeoutMs = config.value(ReplicationKeys.REQUEST_TIMEOUT_MS);
    replication.askBy(request ->
        servedMetadata.channel().ask(request, requestTimeoutMs, AlterPartitionResponse.class));
    TopicCreator topicCreator = servedMetadata.topicCreator();
    GroupRouting groups = new GroupRouting(images::current, groupHost, topicCreator);
    images.addListener(groups);
    HeartbeatSender heartbeats =
        new HeartbeatSender(
            environment,
            controller::execute,
            servedMetadata.heartbeatChannel(),
            self,
            images::current,
            live);
    images.addListener(heartbeats);
    OfflineReplicas offline =
        new OfflineReplicas(
            environment,
            controller::execute,
            servedMetadata.channel(),
            self,
            images::current,
            replicas::offline,
            replicas::returned);
    images.addListener(offline);
    replicas.onOffline(offline::look);

    return controller
        .start(clusterId -> join(directories, clusterId))
        .thenCompose(_ -> replicas.settled())
        .thenRunAsync(
            () -> {
              replication.start(replicas);
              ServedState.measure(metrics, replicas, storage, controller);
              onClose(new Housekeeping(environment, replicas, live)::close);
              closers.push(new Compactor(environment, replicas, codecs, live)::stop);
              RequestTable table =
                  new ServedApis(
                          environment,
                          live,
                          codecs,
                          images,
                          servedMetadata,
                          topicCreator,
                          replicas,
                          storage,
                          moves,
                          groups,
                          groupConfig,
                          metrics)
                      .table();
              limits.apply();
              serve(bound, table);
              closers.push(() -> leave(heartbeats, controller));
            },
            environment.background())
        .thenCompose(_ -> heartbeats.serve())
        .thenCompose(_ -> replicas.settled());
  }

  private void directoryOffline(Path directory, Storage storage, Replicas replicas) {
    replicas.directoryOffline(directory);
    if (storage.directories().stream().noneMatch(LogDirectory::online)) {
      failure =
          Optional.of(
              "broker %d stops: none of log.dirs %s is in service any more"
                  .formatted(config.nodeId(), config.logDirs()));
      LOG.log(ERROR, failure.get());
      CompletionStage<Void> _ =
          CompletableFuture.supplyAsync(this::stop, environment.background())
              .thenCompose(done -> done);
    }
  }

  /** Has others lead first, as far as there are others, and knows of them before it goes on. */
  private CompletionStage<Void> leave(HeartbeatSender heartbeats, Controller controller) {
    if (failure.isPresent()) {
      return heartbeats.leave(0); // There is nothing to hand over.
    }
    boolean wanted = config.value(ClusterKeys.CONTROLLED_SHUTDOWN_ENABLE);
    return heartbeats.leave(wanted ? RELIEF_TIMEOUT_MS : 0).thenCompose(_ -> controller.caughtUp());
  }

  private void serve(List<BoundListener> bound, RequestTable table) {
    for (BoundListener listener : bound) {
      listener.accept(new ClientConnections(table, environment.clock(), metrics));
      onClose(listener::close);
    }
  }

  private void onClose(Runnable closer) {
    closers.push(() -> {
      closer.run();
      return CompletableFuture.completedFuture(null);
    });
  }

  /** Half of the processors write unless told otherwise; the other half move frames. */
  private int shardCount() {
    int configured = config.value(ServerKeys.RING_SHARDS);
    return configured > 0 ? configured : Math.max(1, environment.processors() / 2);
  }

  private List<BoundListener> bind(Transport transport) throws IOException {
    List<BoundListener> bound = new ArrayList<>();
    List<Listener> serving = new ArrayList<>();
    for (Listener listener : config.listeners()) {
      BoundListener one = transport.bind(listenerConfig(listener));
      onClose(one::close);
      bound.add(one);
      serving.add(listener.withPort(one.port()));
    }
    endpoints = List.copyOf(serving);
    return bound;
  }

  private ListenerConfig listenerConfig(Listener listener) {
    return new ListenerConfig(
        listener.name(),
        listener.host(),
        listener.port(),
        config.value(NetworkKeys.SOCKET_LISTEN_BACKLOG_SIZE),
        config
            .sslOf(listener)
            .map(properties -> new TlsConfig(true, properties))
            .orElse(TlsConfig.NONE),
        config.value(NetworkKeys.CONNECTIONS_MAX_IDLE_MS),
        config.value(NetworkKeys.MAX_CONNECTIONS),
        config.value(NetworkKeys.MAX_CONNECTIONS_PER_IP));
  }

  private SnapshotPolicy snapshotPolicy() {
    return new SnapshotPolicy(
        SnapshotPolicy.DEFAULT.nodes(),
        config.value(ClusterKeys.METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS));
  }

  private static void join(ClaimedDirectories directories, String clusterId) {
    try {
      directories.join(clusterId);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private BrokerIdentity identity(UUID directoryId) {
    List<Endpoint> advertised = new ArrayList<>();
    for (Listener listener : config.advertisedListeners()) {
      int port = listener.port() == 0 ? boundPort(listener.name()) : listener.port();
      short protocol = config.sslOf(listener).isPresent() ? PROTOCOL_SSL : PROTOCOL_PLAINTEXT;
      advertised.add(new Endpoint(listener.name(), listener.host(), port, protocol));
    }
    UUID incarnationId = new UUID(environment.random().nextLong(), environment.random().nextLong());
    return new BrokerIdentity(
        config.nodeId(),
        directoryId,
        incarnationId,
        advertised,
        config.find(ServerKeys.BROKER_RACK),
        previousEpoch);
  }

  private int boundPort(String listenerName) {
    return endpoints.stream()
        .filter(listener -> listener.name().equals(listenerName))
        .mapToInt(Listener::port)
        .findFirst()
        .orElse(0);
  }

  private GroupConfig groupConfig() {
    return new GroupConfig(
        config.value(GroupKeys.GROUP_MIN_SESSION_TIMEOUT_MS),
        config.value(GroupKeys.GROUP_MAX_SESSION_TIMEOUT_MS),
        config.value(GroupKeys.GROUP_INITIAL_REBALANCE_DELAY_MS),
        GroupConfig.DEFAULT.newMemberJoinTimeoutMs(),
        config.value(GroupKeys.GROUP_MAX_SIZE),
        config.value(GroupKeys.OFFSET_METADATA_MAX_BYTES),
        TimeUnit.MINUTES.toMillis(config.value(GroupKeys.OFFSETS_RETENTION_MINUTES)),
        config.value(GroupKeys.OFFSETS_RETENTION_CHECK_INTERVAL_MS),
        config.value(GroupKeys.OFFSETS_TOPIC_NUM_PARTITIONS),
        config.value(GroupKeys.OFFSETS_TOPIC_REPLICATION_FACTOR),
        config.value(GroupKeys.OFFSETS_TOPIC_SEGMENT_BYTES));
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

  private CompletionStage<Void> closeLogs(
      Replicas replicas, MetadataImages images, Storage storage, ClaimedDirectories directories) {
    CompletableFuture<Void> closed = replicas.close();
    Timer.Timeout timeout =
        environment
            .timer()
            .schedule(
                CLOSE_TIMEOUT_MS,
                () ->
                    closed.completeExceptionally(
                        new TimeoutException("after " + CLOSE_TIMEOUT_MS + " ms")));
    return closed
        .whenComplete((_, _) -> timeout.cancel())
        .thenRunAsync(
            () -> {
              if (storage.directories().stream().allMatch(LogDirectory::online)) {
                leaveCleanly(images, directories);
              }
            },
            environment.background());
  }

  private void leaveCleanly(MetadataImages images, ClaimedDirectories directories) {
    long brokerEpoch =
        images
            .current()
            .broker(config.nodeId())
            .map(BrokerImage::brokerEpoch)
            .orElse(BrokerIdentity.UNCLEAN);
    try {
      directories.leaveCleanly(brokerEpoch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
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
      closeRest();
    }
    return stopped;
  }

  /** Closes one part after the other; goes on elsewhere when one needs time. */
  private void closeRest() {
    while (!closers.isEmpty()) {
      CompletableFuture<?> closed = closeNext().toCompletableFuture();
      if (!closed.isDone()) {
        CompletableFuture<?> _ =
            closed.whenCompleteAsync((_, _) -> closeRest(), environment.background());
        return;
      }
    }
    LOG.log(INFO, "broker {0} stopped", Integer.toString(config.nodeId()));
    stopped.complete(null);
  }

  private CompletionStage<?> closeNext() {
    try {
      return closers.pop().get().whenComplete((_, failure) -> logUnclean(failure));
    } catch (RuntimeException failure) {
      logUnclean(failure);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static void logUnclean(Throwable failure) {
    if (failure != null) {
      LOG.log(WARNING, "a part of the broker did not close cleanly", failure);
    }
  }
}
