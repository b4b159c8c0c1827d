package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs of a storage in memory that are to take the place of others. Any thread. */
final class MemoryFutureLogs implements FutureLogs {
  private final MemoryStorage storage;
  private final Map<Path, MemoryDisks.Disk> directories;

  MemoryFutureLogs(MemoryStorage storage, Map<Path, MemoryDisks.Disk> directories) {
    this.storage = storage;
    this.directories = directories;
  }

  @Override
  public Map<LogId, Path> directories() {
    synchronized (storage) {
      Map<LogId, Path> all = new HashMap<>();
      directories.forEach(
          (path, disk) -> disk.futures().values().forEach(log -> all.put(log.id(), path)));
      return all;
    }
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config, Path directory) {
    synchronized (storage) {
      String key = MemoryDisks.Disk.key(id);
      if (!storage.isOnline(directory)) {
        return MemoryStorage.refused(id, directory + " is no directory in service");
      }
      if (directoryOf(key).filter(path -> !path.equals(directory)).isEmpty()) {
        return MemoryStorage.refused(id, "it is in no other directory than " + directory);
      }
      Optional<Path> before = futureDirectoryOf(key);
      if (before.filter(path -> !path.equals(directory)).isPresent()) {
        return MemoryStorage.refused(id, "it has a future log in " + before.get());
      }
      MemoryPartitionLog log =
          directories
              .get(directory)
              .futures()
              .computeIfAbsent(key, _ -> storage.newLog(id, directory));
      return storage.opened(log, id, config);
    }
  }

  private Optional<Path> directoryOf(String key) {
    return directories.keySet().stream()
        .filter(path -> directories.get(path).logs().containsKey(key))
        .findFirst();
  }

  private Optional<Path> futureDirectoryOf(String key) {
    return directories.keySet().stream()
        .filter(path -> directories.get(path).futures().containsKey(key))
        .findFirst();
  }

  @Override
  public boolean promote(LogId id) {
    synchronized (storage) {
      String key = MemoryDisks.Disk.key(id);
      Optional<Path> from = directoryOf(key);
      Optional<Path> to = futureDirectoryOf(key);
      if (from.isEmpty() || to.isEmpty()) {
        throw new StorageException(
            StorageException.Kind.UNUSABLE, id + " has no future log to take its place");
      }
      MemoryDisks.Disk disk = directories.get(to.get());
      disk.logs().put(key, disk.futures().remove(key));
      directories.get(from.get()).logs().remove(key).close();
      return true;
    }
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    synchronized (storage) {
      String key = MemoryDisks.Disk.key(id);
      for (MemoryDisks.Disk disk : directories.values()) {
        Optional.ofNullable(disk.futures().remove(key)).ifPresent(PartitionLog::close);
      }
      return CompletableFuture.completedFuture(null);
    }
  }
}
