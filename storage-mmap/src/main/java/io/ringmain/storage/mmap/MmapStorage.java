package io.ringmain.storage.mmap;

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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The logs in one or more directories.
 *
 * <p>Called from any thread; the map of logs is guarded by a lock that is never held during I/O
 * other than the renaming of a folder. Logs are opened and recovered on {@code storage-recovery-…}
 * threads, which end when there is nothing to recover.
 */
final class MmapStorage implements Storage {
  private static final System.Logger LOG = System.getLogger(MmapStorage.class.getName());
  private static final int CLOSING_THREADS = 16;
  private static final long SWEEP_MS = 1_000;
  private static final long SPACE_CHECK_MS = 250;
  private static final long CHECKPOINT_MS = 5_000;
  private static final long PROGRESS_BYTES = 1L << 30;

  private final List<DataDirectory> directories;
  private final Background background;
  private final Services services;
  private final ExecutorService recovery;
  private final boolean flushesBatches;
  private final Map<String, Entry> entries = new TreeMap<>(); // guarded by this, by topic-partition
  private final AtomicLong verifiedBytes = new AtomicLong();
  private boolean closed; // guarded by this

  /** A log that exists. Guarded by the storage. */
  private static final class Entry {
    final LogId id;
    final DataDirectory directory;
    final boolean isNew;
    boolean opening;
    boolean closedCleanly;
    boolean damaged;
    MmapPartitionLog log;

    Entry(LogId id, DataDirectory directory, boolean isNew) {
      this.id = id;
      this.directory = directory;
      this.isNew = isNew;
    }
  }

  private MmapStorage(
      StorageContext context,
      List<DataDirectory> directories,
      Preallocation preallocation,
      Background background) {
    this.directories = directories;
    this.background = background;
    var settings = context.settings();
    this.flushesBatches =
        settings.choice(MmapStorageProvider.FLUSH, Set.of("none", "batch")).equals("batch");
    Mappings mappings =
        new Mappings(
            (int) settings.number(MmapStorageProvider.MAX_MAPPINGS, 100, 1_000_000),
            (int) settings.number(MmapStorageProvider.MAX_OPEN_FILES, 0, 1_000_000),
            background);
    this.services = new Services(preallocation, mappings, background);
    this.recovery = recoveryThreads(context.recoveryThreads() * directories.size());
  }

  static MmapStorage open(StorageContext context, Preallocation preallocation) {
    List<DataDirectory> directories = new ArrayList<>();
    Background background = new Background();
    try {
      for (Path path : context.directories()) {
        directories.add(DataDirectory.open(path, context.minFreeBytes()));
      }
      if (directories.stream().noneMatch(DataDirectory::isOnline)) {
        throw new StorageException(
            StorageException.Kind.UNUSABLE,
            "none of log.dirs " + context.directories() + " can be used");
      }
      MmapStorage storage = new MmapStorage(context, directories, preallocation, background);
      storage.start();
      return storage;
    } catch (RuntimeException | Error e) {
      background.close();
      directories.forEach(directory -> directory.close(directory.wasClean()));
      throw e;
    }
  }

  private void start() {
    for (DataDirectory directory : directories) {
      if (directory.isOnline()) {
        for (LogId id : directory.scan(background)) {
          Entry other = entries.putIfAbsent(id.toString(), new Entry(id, directory, false));
          if (other != null) {
            throw new StorageException(
                StorageException.Kind.UNUSABLE,
                "%s lies in both %s and %s; one of them must be moved away"
                    .formatted(id, other.directory.path(), directory.path()));
          }
        }
      }
    }
    background.housekeepEvery(SWEEP_MS, this::sweep);
    background.housekeepEvery(SPACE_CHECK_MS, this::tick);
    background.flushEvery(CHECKPOINT_MS, () -> directories.forEach(DataDirectory::checkpoint));
  }

  private void tick() {
    background.tick();
    directories.forEach(DataDirectory::lookAfterFreeSpace);
  }

  private void sweep() {
    services.mappings().sweepOnce();
    long nowMs = background.nowMs();
    openLogs().forEach(log -> log.releaseSpaceIfIdle(nowMs));
  }

  private static ExecutorService recoveryThreads(int threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("storage-recovery-", 0).factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public synchronized List<LogId> logs() {
    return entries.values().stream().map(entry -> entry.id).toList();
  }

  @Override
  public boolean acknowledgesDurably() {
    return flushesBatches;
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    Entry entry;
    try {
      entry = reserve(id);
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.supplyAsync(() -> openReserved(entry, config), recovery)
        .handle((log, failure) -> {
          if (failure == null) {
            return log;
          }
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          throw cause instanceof StorageException known
              ? known
              : new StorageException(
                  StorageException.Kind.OFFLINE, "cannot open " + id + ": " + cause, cause);
        });
  }

  private synchronized Entry reserve(LogId id) {
    if (closed) {
      throw new StorageException(StorageException.Kind.UNUSABLE, "the storage is closed");
    }
    Entry entry = entries.get(id.toString());
    if (entry == null) {
      entry = new Entry(id, directoryForNew(id), true);
      entries.put(id.toString(), entry);
    } else if (!entry.id.equals(id)) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE,
          "%s exists with topic id %s; it must be deleted before it is opened with %s"
              .formatted(id, entry.id.topicId(), id.topicId()));
    } else if (entry.opening || entry.log != null) {
      throw new StorageException(StorageException.Kind.UNUSABLE, id + " is open already");
    }
    entry.opening = true;
    return entry;
  }

  /** The directory in service with the fewest logs, as Kafka has it. */
  private DataDirectory directoryForNew(LogId id) {
    DataDirectory best = null;
    long fewest = Long.MAX_VALUE;
    for (DataDirectory directory : directories) {
      if (!directory.isOnline()) {
        throw new StorageException(
            StorageException.Kind.OFFLINE,
            "%s is in no directory in service, but may be in %s, which is out of service"
                .formatted(id, directory.path()));
      }
      long logs = entries.values().stream().filter(e -> e.directory == directory).count();
      if (logs < fewest) {
        fewest = logs;
        best = directory;
      }
    }
    return best;
  }

  private PartitionLog openReserved(Entry entry, LogConfig config) {
    MmapPartitionLog log = null;
    try {
      log = load(entry, config);
      return log;
    } catch (IOException e) {
      throw IoFailures.of("open", entry.directory.path().resolve(entry.id.toString()), e);
    } finally {
      synchronized (this) {
        entry.opening = false;
        entry.log = log;
        if (log == null && entry.isNew) {
          entries.remove(entry.id.toString());
        }
      }
    }
  }

  private MmapPartitionLog load(Entry entry, LogConfig config) throws IOException {
    LogId id = entry.id;
    DataDirectory directory = entry.directory;
    Path folder = directory.path().resolve(id.toString());
    if (entry.isNew && Files.notExists(folder.resolve(LogFiles.PARTITION_METADATA))) {
      makeFolder(folder, id);
    }
    long logStart = directory.logStart(id);
    LeaderEpochs leaderEpochs = LeaderEpochs.read(folder);
    boolean clean = isClean(entry) && !leaderEpochs.areLost();
    long recoveryPoint = leaderEpochs.areLost() ? 0 : directory.recoveryPoint(id);
    LogLoader loader =
        new LogLoader(
            services, directory, folder, leaderEpochs, config, clean, recoveryPoint, logStart);
    List<Segment> segments = loader.load();
    reportProgress(loader.scannedBytes());
    long end = segments.getLast().nextOffset();
    long start = logStart < 0 ? segments.getFirst().baseOffset() : Math.min(logStart, end);
    leaderEpochs.forgetBeyond(end);
    leaderEpochs.advanceStart(start);
    Snapshots snapshots = new Snapshots(background, folder);
    snapshots.load(start, end);
    long durable = clean ? end : Math.min(recoveryPoint, end);
    return new MmapPartitionLog(
        id,
        services,
        directory,
        new MmapPartitionLog.OpenedLog(folder, segments, leaderEpochs, snapshots, start, durable),
        config,
        this::closed);
  }

  private static void makeFolder(Path folder, LogId id) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.anyMatch(file -> file.toString().endsWith(LogFiles.LOG))) {
          throw new StorageException(
              StorageException.Kind.CORRUPT,
              folder + " holds a log but no " + LogFiles.PARTITION_METADATA);
        }
      }
    }
    Files.createDirectories(folder);
    PartitionMetadata.write(folder, id);
  }

  private void reportProgress(long bytes) {
    long before = verifiedBytes.getAndAdd(bytes);
    if (before / PROGRESS_BYTES != (before + bytes) / PROGRESS_BYTES) {
      LOG.log(
          Level.INFO,
          "recovery: {0} MiB verified so far, {1} logs open",
          Long.toString((before + bytes) >> 20),
          Integer.toString(openLogs().size()));
    }
  }

  private synchronized List<MmapPartitionLog> openLogs() {
    List<MmapPartitionLog> open = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.log != null) {
        open.add(entry.log);
      }
    }
    return open;
  }

  /** Called by a log at the end of its close. */
  private synchronized void closed(MmapPartitionLog log) {
    Entry entry = entries.get(log.id().toString());
    if (entry != null && entry.log == log) {
      entry.log = null;
      entry.closedCleanly = log.isIntact();
      entry.damaged |= !log.isIntact();
    }
  }

  @Override
  public synchronized CompletionStage<Void> delete(LogId id) {
    Entry entry = entries.get(id.toString());
    if (entry == null || !entry.id.equals(id)) {
      return CompletableFuture.completedFuture(null);
    }
    if (entry.opening) {
      return CompletableFuture.failedFuture(
          new StorageException(StorageException.Kind.UNUSABLE, id + " is just being opened"));
    }
    try {
      if (entry.log == null) {
        rename(entry, entry.directory.path().resolve(id.toString()));
      } else {
        entry.log.delete(folder -> rename(entry, folder));
      }
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    entries.remove(id.toString());
    entry.directory.forget(id);
    return CompletableFuture.completedFuture(null);
  }

  /** Kafka's name for a folder to be deleted, found and removed also after a crash. */
  private Path rename(Entry entry, Path folder) {
    String unique = UUID.randomUUID().toString().replace("-", "");
    String name = entry.id + "." + unique + LogFiles.DELETED_FOLDER;
    int surplus = name.length() - 255;
    Path renamed = folder.resolveSibling(surplus > 0 ? name.substring(surplus) : name);
    try {
      Files.move(folder, renamed, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw IoFailures.of("delete", folder, e);
    }
    long delayMs = entry.log == null ? 0 : entry.log.fileDeleteDelayMs();
    background.housekeepAfter(delayMs, () -> Deletion.deleteTree(renamed));
    return renamed;
  }

  @Override
  public List<LogDirectory> directories() {
    return directories.stream().map(DataDirectory::describe).toList();
  }

  /** For tests that look at files: waits until the background threads have done what they had. */
  void awaitBackground() {
    background.flushAndWait(() -> directories.forEach(DataDirectory::checkpoint));
    background.housekeepAndWait(() -> {});
  }

  /** How many mappings exist. */
  int mappings() {
    return services.mappings().count();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    recovery.close();
    closeLogs();
    background.close();
    synchronized (this) {
      for (DataDirectory directory : directories) {
        directory.close(
            entries.values().stream().allMatch(e -> e.directory != directory || isClean(e)));
      }
    }
  }

  /** A log that was not opened is as it was found: a start that failed makes nothing clean. */
  private static boolean isClean(Entry entry) {
    boolean found = entry.directory.wasClean() || entry.closedCleanly;
    return found && !entry.damaged && entry.log == null;
  }

  /** Many at once: a file system answers many flushes together about as fast as one. */
  private void closeLogs() {
    try (ExecutorService closing =
        Executors.newFixedThreadPool(
            CLOSING_THREADS, Thread.ofPlatform().daemon().name("storage-closing-", 0).factory())) {
      for (MmapPartitionLog log : openLogs()) {
        closing.execute(() -> {
          try {
            log.close();
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cannot close " + log.id() + " cleanly", e);
          }
        });
      }
    }
  }
}
