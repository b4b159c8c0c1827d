package io.ringmain.kernel.compaction;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.CleanerKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.spi.storage.LogId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Looks for compacted logs that are due, and has the one with the largest dirty share compacted,
 * {@code log.cleaner.threads} at a time.
 *
 * <p>The timer starts a look, a background thread does it, and so it goes on without a pause as
 * long as something is due. A log whose compaction failed is left alone until the next look by the
 * timer. The lock is held while a log is chosen, never while one is read.
 */
public final class Compactor {
  private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

  private final Environment environment;
  private final Replicas replicas;
  private final CompressionCodecs codecs;
  private final Supplier<BrokerConfig> config;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private final Set<LogId> running = new HashSet<>();
  private final Set<LogId> failed = new HashSet<>();
  private volatile boolean stopping;
  private Timer.Timeout next;

  /** A log to be compacted. */
  private record Choice(Partition partition, DirtyRange dirty) {}

  /** Starts looking, unless {@code log.cleaner.enable} is false. */
  public Compactor(
      Environment environment,
      Replicas replicas,
      CompressionCodecs codecs,
      Supplier<BrokerConfig> config) {
    this.environment = environment;
    this.replicas = replicas;
    this.codecs = codecs;
    this.config = config;
    if (config.get().value(CleanerKeys.LOG_CLEANER_ENABLE)) {
      schedule();
    }
  }

  private synchronized void schedule() {
    if (!stopping) {
      long backoffMs = config.get().value(CleanerKeys.LOG_CLEANER_BACKOFF_MS);
      next = environment.timer().schedule(Math.max(1, backoffMs), this::lookByTimer);
    }
  }

  private void lookByTimer() {
    environment
        .background()
        .execute(() -> {
          synchronized (this) {
            failed.clear();
          }
          look();
          schedule();
        });
  }

  /** Starts what is due, as far as {@code log.cleaner.threads} allow. */
  private synchronized void look() {
    int threads = config.get().value(CleanerKeys.LOG_CLEANER_THREADS);
    boolean found = true;
    while (found && !stopping && running.size() < threads) {
      Optional<Choice> due = dirtiest();
      due.ifPresent(this::compact);
      found = due.isPresent();
    }
  }

  private Optional<Choice> dirtiest() {
    Choice best = null;
    long nowMs = environment.clock().wallMs();
    for (Partition partition : replicas.all()) {
      LogId id = partition.id();
      if (partition.config().compacted()
          && !partition.upkeep().isMoving()
          && !running.contains(id)
          && !failed.contains(id)) {
        try {
          DirtyRange dirty = DirtyRange.of(partition, nowMs);
          if (dirty.isDue(partition.config()) && (best == null || dirty.isDirtier(best.dirty))) {
            best = new Choice(partition, dirty);
          }
        } catch (RuntimeException failure) {
          failed.add(id); // Offline, or deleted just now; the others go on.
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private void compact(Choice choice) {
    LogId id = choice.partition.id();
    running.add(id);
    LogCompaction compaction =
        new LogCompaction(
            choice.partition,
            choice.dirty,
            CompactionSettings.of(config.get()),
            codecs,
            new BackgroundSteps(replicas.shardOf(choice.partition)),
            environment.clock().wallMs());
    CompletableFuture<Void> _ = compaction.start().whenComplete((_, failure) -> ended(id, failure));
  }

  private void ended(LogId id, Throwable failure) {
    if (failure != null) {
      boolean harmless = stopping || failure instanceof AbandonedException;
      LOG.log(harmless ? DEBUG : WARNING, "compaction of " + id + " ended early", failure);
    }
    synchronized (this) {
      running.remove(id);
      if (failure != null) {
        failed.add(id);
      }
    }
    if (stopping) {
      completeStop();
    } else {
      environment.background().execute(this::look);
    }
  }

  /** Ends what is under way at its next step; completes when nothing is any more. */
  public CompletableFuture<Void> stop() {
    synchronized (this) {
      stopping = true;
      if (next != null) {
        next.cancel();
      }
    }
    completeStop();
    return stopped;
  }

  private void completeStop() {
    boolean idle;
    synchronized (this) {
      idle = running.isEmpty();
    }
    if (idle) {
      stopped.complete(null);
    }
  }

  /** The steps of one compaction. */
  private final class BackgroundSteps implements LogCompaction.Steps {
    private static final double MS_PER_SECOND = 1000;
    private static final long LONGEST_PIECE_MS = 200;

    private final Shard shard;

    private BackgroundSteps(Shard shard) {
      this.shard = shard;
    }

    @Override
    public void later(long bytes, Runnable step) {
      double bytesPerSecond = CompactionSettings.of(config.get()).maxBytesPerSecond();
      waitAndRun((long) Math.min(Long.MAX_VALUE, bytes * MS_PER_SECOND / bytesPerSecond), step);
    }

    /** In pieces, so that a stop need not wait for the end of a long pause. */
    private void waitAndRun(long delayMs, Runnable step) {
      if (delayMs <= 0 || stopping) {
        environment.background().execute(step);
      } else {
        long pieceMs = Math.min(delayMs, LONGEST_PIECE_MS);
        Timer.Timeout _ =
            environment.timer().schedule(pieceMs, () -> waitAndRun(delayMs - pieceMs, step));
      }
    }

    @Override
    public void onRing(Runnable task) {
      shard.execute(task);
    }

    @Override
    public boolean stopping() {
      return stopping;
    }
  }
}
