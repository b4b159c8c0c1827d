package io.ringmain.kernel.replica;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shard;
import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One partition's log on its way to another directory.
 *
 * <pre>
 *   background:  open ──▶ copy a piece ──▶ copy a piece … ──▶ flush ──┐
 *                              ▲   more was appended                  │
 *   ring:                      └───────────────────────── take over ◀─┘
 *                                                             │ nothing is missing
 *                                                             ▼
 *                                                           done
 * </pre>
 *
 * <p>One step at a time, so that the future log has one writer. What serves goes on meanwhile.
 */
final class LogMove {
  private static final System.Logger LOG = System.getLogger(LogMove.class.getName());

  /** What the ring may copy by itself to catch up. */
  private static final long REST_BYTES = 1L << 20;

  private static final long BUSY_MS = 20;
  private static final long FULL_MS = 10_000;

  private final Partition partition;
  private final Shard shard;
  private final Path directory;
  private final FutureLogs futures;
  private final LogConfig config;
  private final Environment environment;
  private final LogMoves moves;
  private volatile Optional<LogCopy> copy = Optional.empty();
  private volatile boolean stopped;

  LogMove(
      Partition partition,
      Shard shard,
      Path directory,
      FutureLogs futures,
      LogConfig config,
      Environment environment,
      LogMoves moves) {
    this.partition = partition;
    this.shard = shard;
    this.directory = directory;
    this.futures = futures;
    this.config = config;
    this.environment = environment;
    this.moves = moves;
  }

  Partition partition() {
    return partition;
  }

  /** Where the log goes. */
  Path directory() {
    return directory;
  }

  /** The log to be, once it is open. */
  Optional<PartitionLog> future() {
    return copy.map(LogCopy::future);
  }

  void start() {
    LOG.log(INFO, "{0} moves to {1}", partition.id(), directory);
    shard.execute(() -> {
      partition.upkeep().moving(true);
      var _ = futures.open(partition.id(), config, directory).whenComplete(this::opened);
    });
  }

  private void opened(PartitionLog future, Throwable failure) {
    if (failure == null) {
      copy = Optional.of(new LogCopy(partition::log, future, config.segmentBytes()));
      later(0, this::step);
    } else {
      fail(failure);
    }
  }

  /** Nothing more is done; the future log stays as it is. */
  void stop() {
    stopped = true;
    shard.execute(() -> partition.upkeep().moving(false));
  }

  private void later(long delayMs, Runnable task) {
    Runnable inBackground = () -> environment.background().execute(task);
    if (delayMs <= 0) {
      inBackground.run();
    } else {
      Timer.Timeout _ = environment.timer().schedule(delayMs, inBackground);
    }
  }

  /** Copies a piece. Background thread. */
  private void step() {
    attempt(() -> {
      LogCopy copying = copy.orElseThrow();
      int bytes = copying.copy();
      if (copying.missingBytes() > 0 && bytes > 0) {
        later(moves.delayMs(bytes), this::step);
      } else {
        flush();
      }
    });
  }

  private void flush() {
    var _ =
        copy.orElseThrow()
            .future()
            .flush()
            .whenComplete((_, failure) -> {
              if (failure == null) {
                shard.execute(() -> attempt(this::takeOver));
              } else {
                fail(failure);
              }
            });
  }

  /** Ring thread. */
  private void takeOver() {
    LogCopy copying = copy.orElseThrow();
    PartitionLog future = copying.future();
    if (copying.missingBytes() > REST_BYTES) {
      later(0, this::step);
      return;
    }
    while (copying.copy() > 0) {
      // The little that came meanwhile.
    }
    if (future.logEndOffset() != partition.logEndOffset()
        || future.durableOffset() < partition.log().durableOffset()) {
      later(BUSY_MS, this::step); // What is acknowledged must be as safe there as it is here.
      return;
    }
    copying.finish();
    if (!futures.promote(partition.id())) {
      later(BUSY_MS, this::step);
      return;
    }
    partition.upkeep().takeOver(future);
    shard.publish(partition);
    LOG.log(INFO, "{0} is in {1} now", partition.id(), directory);
    moves.ended(this);
  }

  private void attempt(Runnable task) {
    if (stopped) {
      return;
    }
    try {
      task.run();
    } catch (OffsetOutOfRangeException changed) {
      later(BUSY_MS, this::step); // The log was cut meanwhile.
    } catch (RuntimeException failure) {
      fail(failure);
    }
  }

  private void fail(Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure instanceof StorageException refused && refused.kind().retriable()) {
      LOG.log(WARNING, "{0} does not move on: {1}", partition.id(), failure.getMessage());
      later(FULL_MS, this::step);
      return;
    }
    LOG.log(WARNING, partition.id() + " cannot move to " + directory, failure);
    stop();
    moves.ended(this);
  }
}
