package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A storage on {@link MemoryDisks}. Any thread; completes at once, on the caller's. */
final class MemoryStorage implements Storage {
  private final MemoryDisks disks;
  private final Map<Path, MemoryDisks.Disk> directories;
  private final long minFreeBytes;
  private boolean closed;

  MemoryStorage(MemoryDisks disks, Map<Path, MemoryDisks.Disk> directories, long minFreeBytes) {
    this.disks = disks;
    this.directories = directories;
    this.minFreeBytes = minFreeBytes;
  }

  @Override
  public synchronized List<LogId> logs() {
    List<LogId> all = new ArrayList<>();
    for (MemoryDisks.Disk disk : directories.values()) {
      disk.logs().values().forEach(log -> all.add(log.id()));
    }
    return all;
  }

  @Override
  public synchronized CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    if (closed) {
      return refused(id, "the storage is closed");
    }
    String key = MemoryDisks.Disk.key(id);
    Optional<MemoryPartitionLog> known =
        directories.values().stream()
            .filter(disk -> disk.logs().containsKey(key))
            .map(disk -> disk.logs().get(key))
            .findFirst();
    MemoryPartitionLog log = known.orElseGet(() -> create(id));
    return log.open(config, minFreeBytes)
        ? CompletableFuture.completedFuture(log)
        : refused(id, "the log is open already");
  }

  private static CompletionStage<PartitionLog> refused(LogId id, String why) {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.UNUSABLE, id + ": " + why));
  }

  /** In the directory that has the fewest. */
  private MemoryPartitionLog create(LogId id) {
    Path emptiest =
        directories.keySet().stream()
            .min(Comparator.comparingInt(path -> directories.get(path).logs().size()))
            .orElseThrow();
    MemoryPartitionLog log =
        new MemoryPartitionLog(id, emptiest, directories.get(emptiest), disks.wallMs());
    directories.get(emptiest).logs().put(MemoryDisks.Disk.key(id), log);
    return log;
  }

  @Override
  public synchronized CompletionStage<Void> delete(LogId id) {
    String key = MemoryDisks.Disk.key(id);
    for (MemoryDisks.Disk disk : directories.values()) {
      MemoryPartitionLog log = disk.logs().remove(key);
      if (log != null) {
        log.close();
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public List<LogDirectory> directories() {
    return directories.entrySet().stream()
        .map(entry -> describe(entry.getKey(), entry.getValue()))
        .toList();
  }

  static LogDirectory describe(Path path, MemoryDisks.Disk disk) {
    return new LogDirectory(path, -1, disk.usableBytes(), true);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      directories.values().forEach(disk -> disk.logs().values().forEach(PartitionLog::close));
      directories.values().forEach(MemoryDisks.Disk::letGo);
    }
  }
}
