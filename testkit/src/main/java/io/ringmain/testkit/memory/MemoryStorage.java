package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.FutureLogs;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

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
    Optional<Path> offline =
        directories.keySet().stream().filter(path -> !directories.get(path).isOnline()).findFirst();
    if (known.isEmpty() && offline.isPresent()) {
      return refused(id, "it may be in " + offline.get() + ", which is out of service");
    }
    return opened(known.orElseGet(() -> create(id, emptiest())), id, config);
  }

  @Override
  public synchronized CompletionStage<PartitionLog> create(
      LogId id, LogConfig config, Optional<Path> directory) {
    String key = MemoryDisks.Disk.key(id);
    if (closed || directories.values().stream().anyMatch(disk -> disk.logs().containsKey(key))) {
      return open(id, config);
    }
    Path path = directory.filter(this::isOnline).orElseGet(this::emptiest);
    return opened(create(id, path), id, config);
  }

  boolean isOnline(Path path) {
    return directories.containsKey(path) && directories.get(path).isOnline();
  }

  CompletionStage<PartitionLog> opened(MemoryPartitionLog log, LogId id, LogConfig config) {
    return log.open(config, minFreeBytes)
        ? CompletableFuture.completedFuture(log)
        : refused(id, "the log is open already");
  }

  static CompletionStage<PartitionLog> refused(LogId id, String why) {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.UNUSABLE, id + ": " + why));
  }

  /** The directory in service that has the fewest. */
  private Path emptiest() {
    return directories.keySet().stream()
        .filter(this::isOnline)
        .min(Comparator.comparingInt(path -> directories.get(path).logs().size()))
        .orElseThrow(() ->
            new StorageException(StorageException.Kind.OFFLINE, "no directory is in service"));
  }

  private MemoryPartitionLog create(LogId id, Path path) {
    MemoryPartitionLog log = newLog(id, path);
    directories.get(path).logs().put(MemoryDisks.Disk.key(id), log);
    return log;
  }

  MemoryPartitionLog newLog(LogId id, Path path) {
    return new MemoryPartitionLog(id, path, directories.get(path), disks.wallMs());
  }

  @Override
  public synchronized CompletionStage<Void> delete(LogId id) {
    String key = MemoryDisks.Disk.key(id);
    for (MemoryDisks.Disk disk : directories.values()) {
      Stream.of(disk.logs(), disk.futures())
          .flatMap(logs -> Optional.ofNullable(logs.remove(key)).stream())
          .forEach(PartitionLog::close);
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
    return new LogDirectory(path, -1, disk.usableBytes(), disk.isOnline());
  }

  @Override
  public void onOffline(Consumer<Path> listener) {
    directories.forEach((path, disk) -> {
      disk.onOffline(() -> listener.accept(path));
      if (!disk.isOnline()) {
        listener.accept(path);
      }
    });
  }

  @Override
  public Optional<FutureLogs> futureLogs() {
    return Optional.of(new MemoryFutureLogs(this, directories));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      directories.values().forEach(disk -> disk.logs().values().forEach(PartitionLog::close));
      directories.values().forEach(disk -> disk.futures().values().forEach(PartitionLog::close));
      directories.values().forEach(MemoryDisks.Disk::letGo);
    }
  }
}
