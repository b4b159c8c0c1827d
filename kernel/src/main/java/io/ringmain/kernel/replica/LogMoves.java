package io.ringmain.kernel.replica;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Where the logs of this broker are to be: moves those that are elsewhere, and remembers for those
 * that are not here yet. Any thread.
 */
public final class LogMoves {
  private static final System.Logger LOG = System.getLogger(LogMoves.class.getName());
  private static final long NS_PER_SECOND = 1_000_000_000;
  private static final long NS_PER_MS = 1_000_000;

  private final Storage storage;
  private final Optional<FutureLogs> futures;
  private final Shards shards;
  private final Environment environment;
  private final LongSupplier maxBytesPerSecond;
  private final Map<LogId, LogMove> moves = new HashMap<>();
  private final Map<String, Path> placements = new HashMap<>();
  private long freeAtNs;

  /** A log that is being moved. */
  public record Moving(LogId id, Path directory, long sizeBytes, long offsetLag) {}

  /**
   * @param maxBytesPerSecond of all moves together
   */
  public LogMoves(
      Storage storage, Shards shards, Environment environment, LongSupplier maxBytesPerSecond) {
    this.storage = storage;
    this.futures = storage.futureLogs();
    this.shards = shards;
    this.environment = environment;
    this.maxBytesPerSecond = maxBytesPerSecond;
    this.freeAtNs = environment.clock().monotonicNs();
  }

  /** Why nothing can be put into a directory, or NONE. */
  public ErrorCode fault(Path directory) {
    for (LogDirectory known : storage.directories()) {
      if (known.path().equals(directory)) {
        return known.online() ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR;
      }
    }
    return ErrorCode.LOG_DIR_NOT_FOUND;
  }

  /** Has the log of a partition that is yet to come created in a directory. */
  public synchronized void place(String topic, int partition, Path directory) {
    placements.put(topic + "-" + partition, directory);
  }

  /** Where a new log was asked to be. */
  synchronized Optional<Path> placementOf(LogId id) {
    return Optional.ofNullable(placements.remove(id.toString()));
  }

  /**
   * Moves a partition's log to a directory. One that is there stays, and its move elsewhere ends; a
   * move to yet another directory ends as well.
   */
  public synchronized ErrorCode move(Partition partition, Path directory) {
    LogId id = partition.id();
    placements.remove(id.toString());
    LogMove before = moves.get(id);
    if (before != null && before.directory().equals(directory)) {
      return ErrorCode.NONE;
    }
    boolean isThere = partition.log().directory().path().equals(directory);
    if (futures.isEmpty()) {
      if (!isThere) {
        LOG.log(WARNING, "{0} stays where it is: the storage plugin cannot move logs", id);
      }
      return isThere ? ErrorCode.NONE : ErrorCode.UNSUPPORTED_VERSION;
    }
    if (before != null) {
      moves.remove(id);
      before.stop();
    }
    var _ =
        futures
            .get()
            .delete(id)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.log(WARNING, "the copy of " + id + " cannot be deleted", failure);
              } else if (!isThere) {
                start(partition, directory);
              }
            });
    return ErrorCode.NONE;
  }

  private synchronized void start(Partition partition, Path directory) {
    LogMove move =
        new LogMove(
            partition,
            shards.of(partition.id()),
            directory,
            futures.orElseThrow(),
            partition.config().storageConfig(environment.random()),
            environment,
            this);
    if (moves.putIfAbsent(partition.id(), move) == null) {
      move.start();
    }
  }

  /** A partition is open: goes on with a move that a restart has interrupted. */
  synchronized void resume(Partition partition) {
    if (futures.isPresent() && !moves.containsKey(partition.id())) {
      Path directory = futures.get().directories().get(partition.id());
      if (directory != null) {
        start(partition, directory);
      }
    }
  }

  /** The log is about to be deleted, or its directory is out of service. */
  synchronized void forget(LogId id) {
    LogMove move = moves.remove(id);
    if (move != null) {
      move.stop();
    }
  }

  /** Nothing moves there any more. */
  synchronized void directoryOffline(Path directory) {
    for (LogMove move : List.copyOf(moves.values())) {
      if (move.directory().equals(directory)) {
        forget(move.partition().id());
      }
    }
  }

  /** Called by a move that is done, or cannot go on. */
  synchronized void ended(LogMove move) {
    moves.remove(move.partition().id(), move);
  }

  /** How long to wait after so many bytes, so that all moves together keep to the rate. */
  synchronized long delayMs(int bytes) {
    long nowNs = environment.clock().monotonicNs();
    double costNs = (double) bytes * NS_PER_SECOND / Math.max(1, maxBytesPerSecond.getAsLong());
    freeAtNs = Math.max(freeAtNs, nowNs) + (long) costNs;
    return (freeAtNs - nowNs) / NS_PER_MS;
  }

  /** What is being moved, and how far behind it is. */
  public synchronized List<Moving> all() {
    List<Moving> all = new ArrayList<>();
    moves.forEach((id, move) -> {
      Optional<PartitionLog> future = move.future();
      long end = future.map(PartitionLog::logEndOffset).orElse(0L);
      all.add(
          new Moving(
              id,
              move.directory(),
              future.map(PartitionLog::sizeBytes).orElse(0L),
              Math.max(0, move.partition().logEndOffset() - end)));
    });
    return all;
  }

  /** Stops all moves; they go on after a restart. */
  synchronized void stop() {
    List.copyOf(moves.keySet()).forEach(this::forget);
  }
}
