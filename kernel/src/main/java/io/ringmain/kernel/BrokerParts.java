package io.ringmain.kernel;

import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.compaction.Compactor;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.config.GroupKeys;
import io.ringmain.kernel.config.ReplicationKeys;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.kernel.config.TopicConfig;
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
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.replica.LogMoves;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.kernel.replication.Replication;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.message.AlterPartitionResponse;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The parts of one broker, put together: who knows whom.
 *
 * <pre>
 *   coordination ─▶ Controller ─▶ MetadataImages ─┬─▶ DynamicBrokerConfig, TransportUpdates
 *                       ▲                         ├─▶ Replicas ◀── storage, Shards, Replication
 *            ServedMetadata ◀── PeerLanes         ├─▶ GroupRouting ──▶ CoordinatorHost
 *                       ▲                         ├─▶ HeartbeatSender
 *      listeners ─▶ ServedApis ─▶ all of them     └─▶ OfflineReplicas
 * </pre>
 *
 * <p>Made by {@link Broker} when what it needs of plugins is open. The constructor is the table of
 * contents; whatever it makes tells the {@link ClosingOrder} at once, since the next may fail.
 */
final class BrokerParts {
  /** How long a stop waits for the logs to be closed before it gives up on them. */
  private static final long CLOSE_TIMEOUT_MS = 60_000;

  /** How long a stop waits for others to lead what this broker led. */
  private static final long RELIEF_TIMEOUT_MS = 10_000;

  private final BrokerConfig config;
  private final Environment environment;
  private final BrokerMetrics metrics;
  private final ClosingOrder closing;
  private final Consumer<String> onFailure;
  private final BoundListeners listeners;
  private final ClaimedDirectories directories;
  private final Storage storage;

  private final MetadataImages images;
  private final PeerLanes peers;
  private final DynamicBrokerConfig live;
  private final TransportUpdates transportUpdates;
  private final Shards shards;
  private final BrokerIdentity self;
  private final Replication replication;
  private final LogMoves moves;
  private final Replicas replicas;
  private final Controller controller;
  private final CompressionCodecs codecs;
  private final GroupConfig groupConfig;
  private final CoordinatorHost<GroupCoordinator> groupHost;
  private final ServedMetadata servedMetadata;
  private final TopicCreator topicCreator;
  private final GroupRouting groups;
  private final HeartbeatSender heartbeats;

  private volatile boolean failed;

  /**
   * What is open before a broker is put together.
   *
   * @param previousEpoch the broker epoch of the process before, if that stopped cleanly
   */
  record Opened(
      Transport transport,
      BoundListeners listeners,
      ClaimedDirectories directories,
      long previousEpoch,
      Storage storage,
      Coordination coordination) {}

  /**
   * @param onFailure told why the broker cannot go on
   */
  BrokerParts(
      BrokerConfig config,
      Environment environment,
      BrokerMetrics metrics,
      ClosingOrder closing,
      Consumer<String> onFailure,
      Opened opened) {
    this.config = config;
    this.environment = environment;
    this.metrics = metrics;
    this.closing = closing;
    this.onFailure = onFailure;
    this.listeners = opened.listeners();
    this.directories = opened.directories();
    this.storage = opened.storage();

    this.images = new MetadataImages();
    this.peers = peers(opened.transport());
    this.live = liveConfig();
    this.transportUpdates = transportUpdates(opened.transport());
    this.shards = shards();
    this.self = identity(opened.previousEpoch());

    this.replication = replication();
    this.moves = moves();
    this.replicas = replicas();
    this.controller = controller(opened.coordination());
    this.codecs = CompressionCodecs.load();
    this.groupConfig = groupConfig();
    this.groupHost = groupHost();
    closing.addAsync(this::closeLogs);
    closing.add(this::closeReplication);

    this.servedMetadata = servedMetadata();
    this.topicCreator = servedMetadata.topicCreator();
    this.groups = groups();
    this.heartbeats = heartbeats();
    watchOfflineReplicas();
  }

  private PeerLanes peers(Transport transport) {
    PeerLanes made = PeerLanes.of(transport, config, images, environment);
    closing.add(made::close);
    return made;
  }

  private DynamicBrokerConfig liveConfig() {
    DynamicBrokerConfig made = new DynamicBrokerConfig(config);
    images.addListener(made);
    return made;
  }

  private TransportUpdates transportUpdates(Transport transport) {
    TransportUpdates made =
        new TransportUpdates(transport, listeners.all(), live, environment.background());
    images.addListener(made);
    return made;
  }

  private Shards shards() {
    Shards made =
        new Shards(shardCount(), config.value(ServerKeys.RING_SLOTS), environment, metrics);
    closing.add(made::close);
    return made;
  }

  /** Half of the processors write unless told otherwise; the other half move frames. */
  private int shardCount() {
    int configured = config.value(ServerKeys.RING_SHARDS);
    return configured > 0 ? configured : Math.max(1, environment.processors() / 2);
  }

  private BrokerIdentity identity(long previousEpoch) {
    return new BrokerIdentity(
        config.nodeId(),
        directories.id(),
        new UUID(environment.random().nextLong(), environment.random().nextLong()),
        listeners.advertised(),
        config.find(ServerKeys.BROKER_RACK),
        previousEpoch);
  }

  private Replication replication() {
    return new Replication(
        config.nodeId(),
        environment,
        live,
        directories.usable(),
        images::current,
        peers.replication(),
        shards,
        metrics);
  }

  private LogMoves moves() {
    return new LogMoves(
        storage,
        shards,
        environment,
        () -> live.get().value(ReplicationKeys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND));
  }

  private Replicas replicas() {
    Replicas made =
        new Replicas(
            replication.setting(),
            replication.startingPoints(),
            replication.following(),
            this::isRegistered,
            storage,
            moves,
            shards,
            overrides -> new TopicConfig(overrides, live.get()),
            environment.random());
    images.addListener(made);
    storage.onOffline(directory -> directoryOffline(directory, made));
    return made;
  }

  /** This process, and not one before it. */
  private boolean isRegistered(MetadataImage image) {
    return image
        .broker(self.id())
        .filter(known -> known.incarnationId().equals(self.incarnationId()))
        .isPresent();
  }

  private void directoryOffline(Path directory, Replicas told) {
    told.directoryOffline(directory);
    if (storage.directories().stream().noneMatch(LogDirectory::online)) {
      failed = true;
      onFailure.accept(
          "broker %d stops: none of log.dirs %s is in service any more"
              .formatted(config.nodeId(), config.logDirs()));
    }
  }

  private Controller controller(Coordination coordination) {
    SnapshotPolicy snapshots =
        new SnapshotPolicy(
            SnapshotPolicy.DEFAULT.nodes(),
            config.value(ClusterKeys.METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS));
    Controller made = new Controller(environment, coordination, self, images, snapshots, live);
    closing.add(made::close);
    return made;
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

  private CoordinatorHost<GroupCoordinator> groupHost() {
    CoordinatorHost<GroupCoordinator> made =
        new CoordinatorHost<>(
            OffsetsTopic.NAME,
            environment,
            codecs,
            runtime -> new GroupCoordinator(runtime, groupConfig, environment.random()));
    replicas.addListener(made);
    return made;
  }

  private ServedMetadata servedMetadata() {
    ServedMetadata made =
        new ServedMetadata(environment, live, controller, peers, replicas::settled);
    closing.add(made::close);
    long requestTimeoutMs = config.value(ReplicationKeys.REQUEST_TIMEOUT_MS);
    replication.askBy(
        request -> made.channel().ask(request, requestTimeoutMs, AlterPartitionResponse.class));
    return made;
  }

  private GroupRouting groups() {
    GroupRouting made = new GroupRouting(images::current, groupHost, topicCreator);
    images.addListener(made);
    return made;
  }

  private HeartbeatSender heartbeats() {
    HeartbeatSender made =
        new HeartbeatSender(
            environment,
            controller::execute,
            servedMetadata.heartbeatChannel(),
            self,
            images::current,
            live);
    images.addListener(made);
    return made;
  }

  private void watchOfflineReplicas() {
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
  }

  /** Joins the cluster, opens the partitions, and serves. Completes when this broker is let in. */
  CompletionStage<Void> start() {
    return controller
        .start(this::join)
        .thenCompose(_ -> replicas.settled())
        .thenRunAsync(this::serve, environment.background())
        .thenCompose(_ -> heartbeats.serve())
        .thenCompose(_ -> replicas.settled());
  }

  private void join(String clusterId) {
    try {
      directories.join(clusterId);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void serve() {
    replication.start(replicas);
    ServedState.measure(metrics, replicas, storage, controller);
    closing.add(new Housekeeping(environment, replicas, live)::close);
    closing.addAsync(new Compactor(environment, replicas, codecs, live)::stop);
    RequestTable table = servedApis().table();
    transportUpdates.apply();
    listeners.serve(table, environment.clock(), metrics, closing);
    closing.addAsync(this::leave);
  }

  private ServedApis servedApis() {
    return new ServedApis(
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
        metrics);
  }

  // In the order in which a stop comes by.

  /** Has others lead first, as far as there are others, and knows of them before it goes on. */
  private CompletionStage<Void> leave() {
    if (failed) {
      return heartbeats.leave(0); // There is nothing to hand over.
    }
    boolean wanted = config.value(ClusterKeys.CONTROLLED_SHUTDOWN_ENABLE);
    return heartbeats.leave(wanted ? RELIEF_TIMEOUT_MS : 0).thenCompose(_ -> controller.caughtUp());
  }

  private void closeReplication() {
    replication.close();
    replication.save(replicas);
  }

  private CompletionStage<Void> closeLogs() {
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
        .thenRunAsync(this::leaveCleanly, environment.background());
  }

  /** The next process may take for granted what lies in the directories, if all are there. */
  private void leaveCleanly() {
    if (!storage.directories().stream().allMatch(LogDirectory::online)) {
      return;
    }
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
}
