package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The logs that are to take the place of others, in folders that have Kafka's name for them:
 *
 * <pre>
 *   a/orders-0/                                        b/orders-0.5e0c…-future/   filled
 *   a/orders-0/                                        b/orders-0/takes-over      promoted
 *   a/orders-0.91d2…-delete/                           b/orders-0/takes-over
 *                                                      b/orders-0/                done
 * </pre>
 *
 * <p>Called from any thread; everything is guarded by the storage.
 */
final class MmapFutureLogs implements FutureLogs {
  private static final System.Logger LOG = System.getLogger(MmapFutureLogs.class.getName());

  private final MmapStorage storage;
  private final Map<String, LogEntry> byName = new TreeMap<>();

  MmapFutureLogs(MmapStorage storage) {
    this.storage = storage;
  }

  /** Takes one that a start has found. */
  void found(LogEntry entry) {
    LogEntry other = byName.putIfAbsent(entry.id.toString(), entry);
    if (other != null) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE,
          "%s and %s are both to take the place of %s; one of them must be moved away"
              .formatted(other.folder, entry.folder, entry.id));
    }
  }

  Collection<LogEntry> entries() {
    return byName.values();
  }

  Optional<LogEntry> find(LogId id) {
    return Optional.ofNullable(byName.get(id.toString())).filter(entry -> entry.id.equals(id));
  }

  /** One that could not be made. */
  void forget(LogEntry entry) {
    byName.remove(entry.id.toString(), entry);
  }

  @Override
  public Map<LogId, Path> directories() {
    synchronized (storage) {
      Map<LogId, Path> all = new HashMap<>();
      byName.values().forEach(entry -> all.put(entry.id, entry.directory.path()));
      return all;
    }
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config, Path directory) {
    return storage.open(() -> reserve(id, directory), config);
  }

  private LogEntry reserve(LogId id, Path path) {
    synchronized (storage) {
      storage.checkOpen();
      DataDirectory directory =
          storage.online(path).orElseThrow(() -> unusable(path + " is no directory in service"));
      LogEntry log = storage.find(id).orElseThrow(() -> unusable(id + " does not exist"));
      if (log.directory == directory) {
        throw unusable(id + " is in " + path + " already");
      }
      LogEntry entry =
          byName.computeIfAbsent(
              id.toString(), _ -> new LogEntry(id, directory, newFolder(id, directory), true));
      if (entry.directory != directory || !entry.id.equals(id)) {
        throw unusable(id + " has a future log in " + entry.directory.path() + " already");
      }
      if (entry.isInUse()) {
        throw unusable("the future log of " + id + " is open already");
      }
      entry.opening = true;
      return entry;
    }
  }

  private static StorageException unusable(String message) {
    return new StorageException(StorageException.Kind.UNUSABLE, message);
  }

  private static Path newFolder(LogId id, DataDirectory directory) {
    String unique = UUID.randomUUID().toString().replace("-", "");
    return directory.path().resolve(id + "." + unique + LogFiles.FUTURE_FOLDER);
  }

  @Override
  public boolean promote(LogId id) {
    synchronized (storage) {
      LogEntry future = find(id).orElseThrow(() -> unusable(id + " has no future log"));
      LogEntry former = storage.find(id).orElseThrow(() -> unusable(id + " does not exist"));
      if (future.log == null || former.opening) {
        throw unusable(id + " cannot be replaced: its logs are not open");
      }
      storage.endFormers(id);
      Path folder = future.directory.path().resolve(id.toString());
      if (!future.log.moveTo(folder, from -> giveName(future, from, folder))) {
        return false;
      }
      future.folder = folder;
      byName.remove(id.toString());
      storage.replace(former, future, () -> removeMark(folder));
      return true;
    }
  }

  private static Path giveName(LogEntry future, Path from, Path folder) {
    try {
      Files.write(from.resolve(LogFiles.TAKES_OVER), new byte[0]);
      CheckpointFile.force(from);
      Files.move(from, folder, StandardCopyOption.ATOMIC_MOVE);
      CheckpointFile.force(future.directory.path());
      return folder;
    } catch (IOException e) {
      StorageException failure = IoFailures.of("rename", from, e);
      if (failure.kind() == StorageException.Kind.OFFLINE) {
        future.directory.fail(failure);
      }
      throw failure;
    }
  }

  /** Nobody is left whose place it took. */
  static void removeMark(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(LogFiles.TAKES_OVER));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot remove the mark in " + folder, e);
    }
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    synchronized (storage) {
      Optional<LogEntry> entry = find(id);
      if (entry.isPresent()) {
        try {
          storage.end(entry.get());
        } catch (StorageException e) {
          return CompletableFuture.failedFuture(e);
        }
        byName.remove(id.toString());
      }
      return CompletableFuture.completedFuture(null);
    }
  }
}
