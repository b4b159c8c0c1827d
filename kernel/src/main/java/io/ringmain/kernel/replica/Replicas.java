package io.ringmain.kernel.replica;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.ReplicaSetting;
import io.ringmain.kernel.write.Shard;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The partitions that this broker hosts.
 *
 * <pre>
 *   metadata ring:  let in, image names this broker ──▶ storage.open ──▶ (storage thread) new Partition
 *                                                                                     │
 *   shard's ring:                  found by clients ◀── becomeLeader, becomeFollower ◀┘
 *                   image says "gone" ──▶ retire ──▶ storage.delete
 * </pre>
 *
 * <p>Any thread. What changes comes from the metadata ring, and from whoever stops the broker: the
 * lock is between those two, {@link #find} takes none.
 */
public final class Replicas implements MetadataListener {
  private static final System.Logger LOG = System.getLogger(Replicas.class.getName());

  private final ReplicaSetting setting;
  private final int brokerId;
  private final StartingPoints startingPoints;
  private final Predicate<MetadataImage> membership;
  private final boolean flushBeforeAcknowledge;
  private final Shards shards;
  private final Function<Map<String, String>, TopicConfig> configs;
  private final RandomGenerator random;

  private final StoredLogs stored;
  private final HostedPartitions hosted;
  private final ReplicaRoles roles;
  private final OpenPartitions open = new OpenPartitions();
  private final LogMoves moves;

  private final Set<LogId> offline = ConcurrentHashMap.newKeySet();
  private final Set<LogId> returned = ConcurrentHashMap.newKeySet();
  private final Set<Path> offlineDirectories = new HashSet<>();
  private Runnable onOffline = () -> {};

  private boolean begun;
  private boolean letIn;

  /** Whether what the image in hand gives this broker was never there before. */
  private boolean isNew;

  /**
   * @param setting of this broker
   * @param startingPoints what is known from before a restart
   * @param membership whether this process, and not one before it, is a broker of an image
   * @param following told which partitions are to be fetched from other brokers
   * @param moves knows where logs are to be
   * @param configs gives the effective settings of a topic from its overrides
   */
  public Replicas(
      ReplicaSetting setting,
      StartingPoints startingPoints,
      FollowingListener following,
      Predicate<MetadataImage> membership,
      Storage storage,
      LogMoves moves,
      Shards shards,
      Function<Map<String, String>, TopicConfig> configs,
      RandomGenerator random) {
    this.setting = setting;
    this.brokerId = setting.brokerId();
    this.startingPoints = startingPoints;
    this.membership = membership;
    this.moves = moves;
    this.flushBeforeAcknowledge = storage.acknowledgesDurably();
    this.shards = shards;
    this.configs = configs;
    this.random = random;
    this.stored = new StoredLogs(brokerId, storage, moves);
    this.hosted = new HostedPartitions(shards);
    this.roles = new ReplicaRoles(following);
  }

  /** To be called before the first image. */
  public void addListener(LeadershipListener listener) {
    roles.addListener(listener);
  }

  /**
   * Whom to tell that there are more {@link #offline} or {@link #returned} ones. To be called
   * before the first image.
   */
  public void onOffline(Runnable listener) {
    onOffline = listener;
  }

  /** This broker's id. */
  public int brokerId() {
    return brokerId;
  }

  /** Whether consumers are sent to the replica nearest to them. */
  public boolean sendsToFollowers() {
    return setting.followersServe();
  }

  /** An open partition of the topic, or null. Any thread. Hot path. */
  public Partition find(String topic, int partition) {
    return open.find(topic, partition);
  }

  /** An open partition of the topic, or null. Any thread. Hot path. */
  public Partition find(UUID topicId, int partition) {
    return open.find(topicId, partition);
  }

  /**
   * Why {@link #find} found nothing, in the terms of the protocol. Any thread.
   *
   * @param topic what the metadata says of the topic
   * @param byId whether the client named the topic by its id
   */
  public ErrorCode whyAbsent(Optional<TopicImage> topic, int partition, boolean byId) {
    if (topic.isEmpty()) {
      return byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    if (topic.get().partition(partition).isEmpty()) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    LogId id = new LogId(topic.get().name(), partition, topic.get().id());
    return offline.contains(id) ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** The shard that writes a partition. Any thread. */
  public Shard shardOf(Partition partition) {
    return shards.of(partition.id());
  }

  /** How many partitions could not be opened. Any thread. */
  public int offlineCount() {
    return offline.size();
  }

  /**
   * Partitions whose log cannot be opened or is in a directory out of service, in an order that is
   * the same in every process. Any thread.
   */
  public Set<LogId> offline() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(offline));
  }

  /**
   * Partitions that are open, though the controller thinks them lost with a log directory. Any
   * thread.
   */
  public Set<LogId> returned() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(returned));
  }

  /**
   * A directory is out of service: all its logs are offline, as in Kafka. Those in others go on.
   * Any thread.
   */
  public synchronized void directoryOffline(Path directory) {
    offlineDirectories.add(directory);
    moves.directoryOffline(directory);
    for (Partition partition : all()) {
      if (partition.log().directory().path().equals(directory)) {
        takeOffline(partition.id());
      }
    }
  }

  /**
   * A log has failed, whatever becomes of its directory: others are to lead. One that is not found
   * any more, or not yet, is seen to where its role is taken. Any thread.
   */
  private synchronized void logFailed(Partition partition) {
    LogId id = partition.id();
    if (open.find(id.topicId(), id.partition()) == partition) {
      takeOffline(id);
    }
  }

  private void takeOffline(LogId id) {
    offline.add(id);
    returned.remove(id);
    moves.forget(id);
    open.remove(id);
    hosted.onRing(id, roles::goOffline);
    hosted.fail(id);
    onOffline.run();
  }

  /** All open partitions. Any thread. */
  public List<Partition> all() {
    return open.all();
  }

  @Override
  public synchronized void onMetadata(MetadataDelta delta, MetadataImage image) {
    try {
      apply(delta, image);
    } finally {
      stored.forgetListed();
    }
  }

  private void apply(MetadataDelta delta, MetadataImage image) {
    isNew = begun;
    boolean joined = !letIn && membership.test(image);
    letIn = membership.test(image);
    if (!begun) {
      if (joined) {
        begin(image);
      }
      return;
    }
    if (joined) {
      image.topics().forEach(this::takeRoles);
    }
    delta.topicsRemoved().values().forEach(this::remove);
    for (Map.Entry<UUID, Set<Integer>> changed : delta.partitionsChanged().entrySet()) {
      image
          .topic(changed.getKey())
          .ifPresent(topic ->
              changed
                  .getValue()
                  .forEach(number -> apply(topic, topic.partitions().get(number), image)));
    }
    for (ConfigResource resource : delta.configsChanged()) {
      if (resource.type() == ConfigResource.TOPIC) {
        reconfigure(resource.name(), image.topicConfig(resource.name()));
      } else if (resource.type() == ConfigResource.BROKER) {
        // Topics take from the broker what they do not set themselves.
        image.topics().forEach(t -> reconfigure(t.name(), image.topicConfig(t.name())));
      }
    }
  }

  /**
   * The first image that has this process among the brokers. One before it may be older than the
   * process, since a store may show a new session what was true a while ago: logs of topics that
   * were created since would look like those of topics that were deleted.
   */
  private void begin(MetadataImage image) {
    begun = true;
    deleteStrays(image);
    for (TopicImage topic : image.topics()) {
      topic.partitions().forEach(partition -> apply(topic, partition, image));
    }
  }

  private void apply(TopicImage topic, PartitionImage partition, MetadataImage image) {
    LogId id = new LogId(topic.name(), partition.partition(), topic.id());
    if (!partition.lostReplicas().contains(brokerId)) {
      returned.remove(id);
    }
    if (partition.replicas().contains(brokerId)) {
      boolean alone = partition.replicas().size() == 1;
      hosted.openIfAbsent(
          id, absent -> open(absent, configs.apply(image.topicConfig(topic.name())), alone));
      takeRole(id, partition);
    } else {
      retire(id);
    }
  }

  /** Begins to lead what was given to this broker before it was let in again. */
  private void takeRoles(TopicImage topic) {
    for (PartitionImage partition : topic.partitions()) {
      LogId id = new LogId(topic.name(), partition.partition(), topic.id());
      if (hosted.contains(id)) {
        takeRole(id, partition);
      }
    }
  }

  private void deleteStrays(MetadataImage image) {
    for (LogId id : stored.strays(image)) {
      LOG.log(WARNING, "deleting the log of {0}, which is not this broker''s any more", id);
      delete(id, CompletableFuture.completedFuture(null));
    }
  }

  private CompletableFuture<Partition> open(LogId id, TopicConfig config, boolean alone) {
    LogConfig logConfig = config.storageConfig(random);
    CompletableFuture<PartitionLog> opening =
        isNew ? stored.create(id, logConfig) : stored.open(id, logConfig);
    return opening
        .thenApply(log -> opened(log, config, alone))
        .whenComplete((partition, failure) -> {
          if (failure != null) {
            offline.add(id);
            LOG.log(ERROR, "the log of " + id + " cannot be opened", failure);
            onOffline.run();
          }
        });
  }

  /** Storage thread. */
  private Partition opened(PartitionLog log, TopicConfig config, boolean alone) {
    Partition partition =
        new Partition(log, config, flushBeforeAcknowledge, setting, this::logFailed);
    if (alone) {
      partition.startAlone();
    } else {
      partition.startFrom(startingPoints.highWatermarkOf(log.id()));
    }
    return partition;
  }

  /** Leads or follows, as the image says, after whatever was said before. */
  private void takeRole(LogId id, PartitionImage image) {
    boolean mayLead = letIn;
    hosted.onRing(
        id,
        (partition, shard, wakes) -> {
          if (image.leader() == brokerId && !mayLead) {
            publish(
                partition, image); // The process before led: this one perhaps has less in its log.
            return;
          }
          try {
            if (image.leader() == brokerId) {
              roles.lead(partition, shard, image);
            } else {
              roles.follow(partition, shard, wakes, image);
            }
          } catch (StorageException failure) {
            LOG.log(WARNING, "{0} cannot take its role: {1}", id, failure.getMessage());
          }
          publish(partition, image);
        });
  }

  /** From now on {@link #find} finds it, unless it is gone again. */
  private synchronized void publish(Partition partition, PartitionImage image) {
    LogId id = partition.id();
    if (!hosted.contains(id)) {
      return;
    }
    if (partition.isOffline() || offlineDirectories.contains(partition.log().directory().path())) {
      takeOffline(id); // It has failed since it was opened, or just now.
      return;
    }
    open.put(partition);
    moves.resume(partition);
    if (image.lostReplicas().contains(brokerId) && returned.add(id)) {
      onOffline.run();
    }
  }

  /** The partition goes on elsewhere, without a replica here. */
  private void retire(LogId id) {
    if (hosted.contains(id)) {
      open.remove(id);
      stopAndDelete(id);
    }
  }

  private void reconfigure(String topic, Map<String, String> overrides) {
    TopicConfig config = configs.apply(overrides);
    for (LogId id : hosted.ids()) {
      if (id.topic().equals(topic)) {
        hosted.onRing(id, (partition, shard, wakes) -> partition.reconfigure(config, random));
      }
    }
  }

  private void remove(TopicImage topic) {
    open.removeTopic(topic.name(), topic.id());
    for (PartitionImage partition : topic.partitions()) {
      stopAndDelete(new LogId(topic.name(), partition.partition(), topic.id()));
    }
  }

  private void stopAndDelete(LogId id) {
    moves.forget(id);
    hosted.onRing(id, roles::retire);
    hosted.remove(id).ifPresent(chain -> delete(id, chain));
  }

  private void delete(LogId id, CompletableFuture<?> chain) {
    CompletableFuture<Void> _ =
        chain
            .handle((_, _) -> stored.delete(id))
            .thenCompose(deletion -> deletion)
            .whenComplete((_, failure) -> {
              offline.remove(id);
              returned.remove(id);
              if (failure != null) {
                LOG.log(ERROR, "the log of " + id + " cannot be deleted", failure);
              }
            });
  }

  /** Completes when everything said so far has been done. */
  public synchronized CompletableFuture<Void> settled() {
    return hosted.settled();
  }

  /** Closes all partitions cleanly; completes when all are closed. */
  public synchronized CompletableFuture<Void> close() {
    moves.stop();
    for (LogId id : hosted.ids()) {
      hosted.onRing(
          id,
          (partition, shard, wakes) -> {
            roles.resign(partition, shard, wakes);
            partition.close();
          });
    }
    open.clear();
    return settled();
  }
}
