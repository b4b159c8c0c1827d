package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The logs in one or more directories.
 *
 * <p>Called from any thread. Logs are opened on threads of their own, as many as the broker allows;
 * one more thread does what waits for the disk: flushes, snapshots, deletions, in the order asked.
 */
final class FileChannelStorage implements Storage {
  private static final System.Logger LOG = System.getLogger(FileChannelStorage.class.getName());

  private final List<DataDirectory> directories;
  private final boolean acknowledgesDurably;
  private final ExecutorService recovery;
  private final ExecutorService background;
  private final Map<String, Entry> entries = new HashMap<>(); // by topic-partition; guarded by this
  private boolean closed; // guarded by this

  /** A log that exists. Guarded by the storage. */
  private static final class Entry {
    final LogId id;
    final DataDirectory directory;
    boolean taken;
    FileChannelPartitionLog log;

    Entry(LogId id, DataDirectory directory) {
      this.id = id;
      this.directory = directory;
    }
  }

  private FileChannelStorage(List<DataDirectory> directories, StorageContext context) {
    this.directories = directories;
    this.acknowledgesDurably =
        context
            .settings()
            .choice(FileChannelStorageProvider.FLUSH, Set.of("none", "batch"))
            .equals("batch");
    this.recovery = threads("filechannel-recovery-", context.recoveryThreads());
    this.background = threads("filechannel-background-", 1);
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  static FileChannelStorage open(StorageContext context) {
    List<DataDirectory> directories = new ArrayList<>();
    try {
      Map<String, Entry> found = new HashMap<>();
      for (Path path : context.directories()) {
        DataDirectory directory = DataDirectory.open(path, context.minFreeBytes());
        directories.add(directory);
        for (LogId id : directory.scan()) {
          if (found.put(id.toString(), new Entry(id, directory)) != null) {
            throw unusable(id + " lies in more than one folder of " + context.directories());
          }
        }
      }
      FileChannelStorage storage = new FileChannelStorage(directories, context);
      storage.entries.putAll(found);
      return storage;
    } catch (IOException | RuntimeException e) {
      directories.forEach(DataDirectory::close);
      throw e instanceof RuntimeException known
          ? known
          : unusable("cannot read " + context.directories() + ": " + e);
    }
  }

  private static StorageException unusable(String message) {
    return new StorageException(StorageException.Kind.UNUSABLE, message);
  }

  @Override
  public synchronized List<LogId> logs() {
    return entries.values().stream().map(entry -> entry.id).toList();
  }

  @Override
  public boolean acknowledgesDurably() {
    return acknowledgesDurably;
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    CompletableFuture<PartitionLog> opened = new CompletableFuture<>();
    try {
      Entry entry = take(id);
      recovery.execute(() -> openTaken(entry, config, opened));
    } catch (StorageException e) {
      opened.completeExceptionally(e);
    }
    return opened;
  }

  /** Makes the folder here, so that a delete that comes next finds it. */
  private synchronized Entry take(LogId id) {
    if (closed) {
      throw unusable("the storage is closed");
    }
    Entry entry = entries.get(id.toString());
    if (entry == null) {
      entry = new Entry(id, emptiest());
      try {
        Files.createDirectories(entry.directory.folder(id));
      } catch (IOException e) {
        throw new StorageException(
            StorageException.Kind.OFFLINE, "cannot make " + entry.directory.folder(id), e);
      }
      entries.put(id.toString(), entry);
    } else if (!entry.id.equals(id)) {
      throw unusable(
          "%s exists with topic id %s; delete it before it is opened with %s"
              .formatted(id, entry.id.topicId(), id.topicId()));
    } else if (entry.taken) {
      throw unusable(id + " is open already");
    }
    entry.taken = true;
    return entry;
  }

  private DataDirectory emptiest() {
    DataDirectory best = directories.getFirst();
    long fewest = Long.MAX_VALUE;
    for (DataDirectory directory : directories) {
      long logs = entries.values().stream().filter(e -> e.directory == directory).count();
      if (logs < fewest) {
        fewest = logs;
        best = directory;
      }
    }
    return best;
  }

  private void openTaken(Entry entry, LogConfig config, CompletableFuture<PartitionLog> opened) {
    try {
      FileChannelPartitionLog log =
          FileChannelPartitionLog.open(
              entry.id, entry.directory, config, background, () -> released(entry));
      if (keep(entry, log)) {
        opened.complete(log);
        return;
      }
      log.discard();
      opened.completeExceptionally(unusable(entry.id + " was deleted"));
    } catch (IOException | RuntimeException e) {
      released(entry);
      opened.completeExceptionally(
          e instanceof StorageException known
              ? known
              : new StorageException(
                  StorageException.Kind.OFFLINE, "cannot open " + entry.id + ": " + e, e));
    }
  }

  /** False when the log was deleted while it was opened. */
  private synchronized boolean keep(Entry entry, FileChannelPartitionLog log) {
    entry.log = log;
    return entries.get(entry.id.toString()) == entry;
  }

  private synchronized void released(Entry entry) {
    entry.taken = false;
    entry.log = null;
  }

  @Override
  public synchronized CompletionStage<Void> delete(LogId id) {
    Entry entry = entries.get(id.toString());
    if (entry == null || !entry.id.equals(id)) {
      return CompletableFuture.completedFuture(null);
    }
    if (closed) {
      return CompletableFuture.failedFuture(unusable("the storage is closed"));
    }
    Path renamed;
    try {
      renamed = entry.directory.renameForDeletion(id);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new StorageException(StorageException.Kind.OFFLINE, "cannot delete " + id, e));
    }
    entries.remove(id.toString());
    if (entry.log != null) {
      entry.log.discard();
    }
    return CompletableFuture.runAsync(() -> deleteTree(renamed), background);
  }

  private static void deleteTree(Path folder) {
    try {
      DataDirectory.deleteTree(folder);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot delete " + folder + "; the next start tries again", e);
    }
  }

  @Override
  public List<LogDirectory> directories() {
    return directories.stream().map(DataDirectory::describe).toList();
  }

  /** For tests that look at files: waits until the background thread has done what it had. */
  void awaitBackground() {
    CompletableFuture.runAsync(() -> {}, background).join();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    recovery.close(); // Waits for logs that are being opened.
    for (PartitionLog log : openLogs()) {
      try {
        log.close();
      } catch (StorageException | CompletionException e) {
        LOG.log(Level.ERROR, "cannot close " + log.id() + " cleanly", e);
      }
    }
    background.close();
    directories.forEach(DataDirectory::close);
  }

  private synchronized List<PartitionLog> openLogs() {
    List<PartitionLog> open = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.log != null) {
        open.add(entry.log);
      }
    }
    return open;
  }
}
