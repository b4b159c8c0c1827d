package io.ringmain.kernel.coordinator;

import static java.lang.System.Logger.Level.INFO;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.LeadershipListener;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs a coordinator for every partition of one internal topic that this broker leads.
 *
 * <p>{@link #submit} may be called from any thread; coordinators run on the rings of their
 * partitions.
 *
 * @param <C> the coordinator's class
 */
public final class CoordinatorHost<C extends Coordinator> implements LeadershipListener {
  private static final System.Logger LOG = System.getLogger(CoordinatorHost.class.getName());
  private static final long REPORT_AFTER_MS = 1_000;

  private final String topic;
  private final Environment environment;
  private final CompressionCodecs codecs;
  private final Function<CoordinatorRuntime, C> newCoordinator;
  private final Map<Integer, HostedCoordinator<C>> hosted = new ConcurrentHashMap<>();

  /** How many have been loaded since the log last said so. */
  private final AtomicInteger loaded = new AtomicInteger();

  /**
   * @param topic the internal topic, such as {@code __consumer_offsets}
   * @param newCoordinator makes the coordinator of one partition
   */
  public CoordinatorHost(
      String topic,
      Environment environment,
      CompressionCodecs codecs,
      Function<CoordinatorRuntime, C> newCoordinator) {
    this.topic = topic;
    this.environment = environment;
    this.codecs = codecs;
    this.newCoordinator = newCoordinator;
  }

  /**
   * Runs an operation on the coordinator of a partition, on its ring thread.
   *
   * @param otherwise told NOT_COORDINATOR when the partition is led elsewhere, on the calling
   *     thread, or COORDINATOR_LOAD_IN_PROGRESS, on the ring thread
   */
  public void submit(int partition, Consumer<C> operation, Consumer<ErrorCode> otherwise) {
    HostedCoordinator<C> coordinator = hosted.get(partition);
    if (coordinator == null) {
      otherwise.accept(ErrorCode.NOT_COORDINATOR);
    } else {
      coordinator.submit(operation, otherwise);
    }
  }

  /** The partitions whose coordinators run here, in order. */
  public Collection<Integer> partitions() {
    return hosted.keySet().stream().sorted().toList();
  }

  @Override
  public void onLeading(Partition partition, Shard shard) {
    if (partition.id().topic().equals(topic)) {
      unload(partition);
      HostedCoordinator<C> coordinator =
          new HostedCoordinator<>(
              partition, shard, environment, codecs, newCoordinator, this::loaded);
      hosted.put(partition.id().partition(), coordinator);
      coordinator.load();
    }
  }

  @Override
  public void onResigned(Partition partition, Shard shard) {
    if (partition.id().topic().equals(topic)) {
      unload(partition);
    }
  }

  /** Any ring thread. Notes it for one line about all that are loaded at about the same time. */
  private void loaded() {
    if (loaded.getAndIncrement() == 0) {
      Timer.Timeout _ =
          environment
              .timer()
              .schedule(
                  REPORT_AFTER_MS,
                  () ->
                      LOG.log(
                          INFO,
                          "{0}: coordinators of {1} partitions loaded",
                          topic,
                          Integer.toString(loaded.getAndSet(0))));
    }
  }

  private void unload(Partition partition) {
    Optional.ofNullable(hosted.remove(partition.id().partition()))
        .ifPresent(HostedCoordinator::unload);
  }
}
