package io.ringmain.kernel.replication;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ReplicationKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.ReplicaSetting;
import io.ringmain.kernel.partition.ReplicationQuota;
import io.ringmain.kernel.peer.Peers;
import io.ringmain.kernel.replica.FollowingListener;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.kernel.replica.StartingPoints;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * This broker's part in replication: follows the leaders of its replicas, watches the followers of
 * those it leads, and remembers what is committed.
 *
 * <p>Made before the partitions are opened, and {@linkplain #start started} with them. Any thread.
 */
public final class Replication implements AutoCloseable {
  private final Environment environment;
  private final ReplicationSettings settings;
  private final Ring<Object> ring;
  private final ReplicaFetchers fetchers;
  private final InSyncUpdates updates;
  private final HighWatermarks highWatermarks;
  private final ReplicaSetting setting;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Timer.Timeout nextCheck = () -> false;
  private Timer.Timeout nextSave = () -> false;

  /**
   * @param config as of now; read once, but for the rates of throttled replication
   * @param directories where high watermarks are kept
   */
  public Replication(
      int brokerId,
      Environment environment,
      Supplier<BrokerConfig> config,
      List<Path> directories,
      Supplier<MetadataImage> metadata,
      Peers peers,
      Shards shards,
      BrokerMetrics metrics) {
    this.environment = environment;
    this.settings = ReplicationSettings.of(config.get());
    this.ring = environment.rings().create("replication", 2, Object::new, new Tasks());
    ReplicationContext context =
        new ReplicationContext(
            brokerId,
            metadata,
            peers,
            ring::execute,
            closed,
            environment.clock(),
            environment.timer(),
            settings,
            new ReplicationQuota(
                environment.clock(),
                () -> config.get().value(ReplicationKeys.FOLLOWER_REPLICATION_THROTTLED_RATE)),
            metrics);
    this.fetchers = new ReplicaFetchers(context, partition -> shards.of(partition.id()));
    this.updates = new InSyncUpdates(context, partition -> shards.of(partition.id()));
    this.highWatermarks = new HighWatermarks(environment.files(), directories);
    this.setting =
        new ReplicaSetting(
            brokerId,
            environment.clock(),
            updates,
            settings.maxLagMs(),
            settings.followersServe(),
            new ReplicationQuota(
                environment.clock(),
                () -> config.get().value(ReplicationKeys.LEADER_REPLICATION_THROTTLED_RATE)));
  }

  private static final class Tasks implements RingConsumer<Object> {
    @Override
    public void onEvent(Object event) {
      // The ring carries tasks only.
    }

    @Override
    public void onEndOfBatch() {
      // Each task does all that it has to do.
    }
  }

  /**
   * How to ask for other in-sync replicas. To be called before the first image.
   *
   * @param controller asks whoever is the controller; fails when it cannot be asked
   */
  public void askBy(
      Function<AlterPartitionRequest, CompletionStage<AlterPartitionResponse>> controller) {
    updates.askBy(controller);
  }

  /** What partitions need to know of this broker. */
  public ReplicaSetting setting() {
    return setting;
  }

  /** Up to where partitions were committed before the restart. */
  public StartingPoints startingPoints() {
    return highWatermarks;
  }

  /** To be told which partitions are to be followed. */
  public FollowingListener following() {
    return fetchers;
  }

  /**
   * Begins to look after the partitions led here. A high watermark beyond the end of a log that a
   * power failure has cut is forgotten first: with the next restart, records that have come to be
   * there since would pass for committed. May wait for the disk.
   */
  public void start(Replicas replicas) {
    save(replicas);
    scheduleCheck(replicas);
    scheduleSave(replicas);
  }

  private synchronized void scheduleCheck(Replicas replicas) {
    if (!closed.get()) {
      nextCheck =
          environment.timer().schedule(Math.max(1, settings.maxLagMs() / 2), () -> check(replicas));
    }
  }

  private void check(Replicas replicas) {
    for (Partition partition : replicas.all()) {
      if (partition.isLeader() && partition.isReplicated()) {
        replicas.shardOf(partition).execute(partition.followers()::checkLag);
      }
    }
    scheduleCheck(replicas);
  }

  private synchronized void scheduleSave(Replicas replicas) {
    if (!closed.get()) {
      nextSave =
          environment
              .timer()
              .schedule(
                  settings.checkpointIntervalMs(),
                  () -> environment.background().execute(() -> saveAgain(replicas)));
    }
  }

  private void saveAgain(Replicas replicas) {
    save(replicas);
    scheduleSave(replicas);
  }

  /** Writes down what is committed, for a restart. May wait for the disk. */
  public void save(Replicas replicas) {
    highWatermarks.save(replicas.all());
  }

  /** Follows nobody any more. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed.set(true);
      nextCheck.cancel();
      nextSave.cancel();
    }
    ring.execute(() -> {
      fetchers.close();
      updates.close();
    });
    ring.close();
  }
}
