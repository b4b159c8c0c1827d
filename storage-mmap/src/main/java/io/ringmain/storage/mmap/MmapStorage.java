package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.FutureLogs;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private static final long FORMER_MS = 1_000;
  private static final long PROGRESS_BYTES = 1L << 30;

  private final List<DataDirectory> directories;
  private final Background background;
  private final Services services;
  private final ExecutorService recovery;
  private final boolean flushesBatches;
  private final Map<String, LogEntry> entries = new TreeMap<>(); // guarded by this, by log
  private final MmapFutureLogs futures; // guarded by this
  private final Set<LogEntry> formers = new HashSet<>(); // guarded by this; others took their place
  private final AtomicLong verifiedBytes = new AtomicLong();
  private Consumer<Path> onOffline = _ -> {}; // guarded by this
  private final Set<DataDirectory> toldOffline = new HashSet<>(); // guarded by this
  private boolean closed; // guarded by this

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
    this.futures = new MmapFutureLogs(this);
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
    // Linking takes a tenth of a broker's start: beside it. Whoever needs the functions first
    // waits.
    background.flush(Posix::linked);
    List<Path> marked = new ArrayList<>();
    for (DataDirectory directory : directories) {
      if (directory.isOnline()) {
        for (FoundLog found : directory.scan(background)) {
          LogEntry entry = new LogEntry(found.id(), directory, found.folder(), false);
          if (found.isFuture()) {
            futures.found(entry);
          } else {
            found(entry, found.takesOver());
            if (found.takesOver()) {
              marked.add(found.folder());
            }
          }
        }
      }
      directory.onFailure(failed -> background.housekeep(() -> tellOffline(failed)));
    }
    if (directories.stream().allMatch(DataDirectory::isOnline)) {
      marked.forEach(folder -> background.housekeep(() -> MmapFutureLogs.removeMark(folder)));
    }
    background.housekeepEvery(SWEEP_MS, this::sweep);
    background.housekeepEvery(SPACE_CHECK_MS, this::tick);
    background.flushEvery(CHECKPOINT_MS, () -> directories.forEach(DataDirectory::checkpoint));
  }

  private void found(LogEntry entry, boolean takesOver) {
    LogEntry other = entries.putIfAbsent(entry.id.toString(), entry);
    if (other == null) {
      return;
    }
    if (takesOver == Files.exists(other.folder.resolve(LogFiles.TAKES_OVER))) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE,
          "%s lies in both %s and %s; one of them must be moved away"
              .formatted(entry.id, other.directory.path(), entry.directory.path()));
    }
    // A crash has come between a future log's taking over and the end of the former one.
    LogEntry former = takesOver ? other : entry;
    entries.put(entry.id.toString(), takesOver ? entry : other);
    rename(former, former.folder);
    former.directory.forget(former.id);
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
    return open(() -> reserve(id, false, Optional.empty()), config);
  }

  @Override
  public CompletionStage<PartitionLog> create(
      LogId id, LogConfig config, Optional<Path> directory) {
    return open(() -> reserve(id, true, directory), config);
  }

  /**
   * @param reservation finds the log, or enters it as a new one
   */
  CompletionStage<PartitionLog> open(Supplier<LogEntry> reservation, LogConfig config) {
    LogEntry entry;
    try {
      entry = reservation.get();
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    LogId id = entry.id;
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

  private synchronized LogEntry reserve(LogId id, boolean isNew, Optional<Path> wanted) {
    checkOpen();
    LogEntry entry = entries.get(id.toString());
    if (entry == null) {
      DataDirectory directory =
          wanted.flatMap(this::online).orElseGet(() -> directoryForNew(id, isNew));
      entry = new LogEntry(id, directory, directory.path().resolve(id.toString()), true);
      entries.put(id.toString(), entry);
    } else if (!entry.id.equals(id)) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE,
          "%s exists with topic id %s; it must be deleted before it is opened with %s"
              .formatted(id, entry.id.topicId(), id.topicId()));
    } else if (entry.isInUse()) {
      throw new StorageException(StorageException.Kind.UNUSABLE, id + " is open already");
    }
    entry.opening = true;
    return entry;
  }

  void checkOpen() {
    if (closed) {
      throw new StorageException(StorageException.Kind.UNUSABLE, "the storage is closed");
    }
  }

  /** The directory of that name, if it is in service. */
  Optional<DataDirectory> online(Path path) {
    return directories.stream()
        .filter(directory -> directory.path().equals(path.toAbsolutePath()))
        .filter(DataDirectory::isOnline)
        .findFirst();
  }

  /** The log of that name, if there is one. */
  Optional<LogEntry> find(LogId id) {
    return Optional.ofNullable(entries.get(id.toString())).filter(entry -> entry.id.equals(id));
  }

  /** The directory in service with the fewest logs, as Kafka has it. */
  private DataDirectory directoryForNew(LogId id, boolean isNew) {
    DataDirectory best = null;
    long fewest = Long.MAX_VALUE;
    for (DataDirectory directory : directories) {
      if (!directory.isOnline()) {
        if (isNew) {
          continue;
        }
        throw new StorageException(
            StorageException.Kind.OFFLINE,
            "%s is in no directory in service, but may be in %s, which is out of service"
                .formatted(id, directory.path()));
      }
      // Thousands may be created together: where there is no choice, nothing is counted.
      long logs =
          directories.size() == 1
              ? 0
              : entries.values().stream().filter(e -> e.directory == directory).count();
      if (logs < fewest) {
        fewest = logs;
        best = directory;
      }
    }
    if (best == null) {
      throw new StorageException(
          StorageException.Kind.OFFLINE, "no directory is in service to create " + id + " in");
    }
    return best;
  }

  private PartitionLog openReserved(LogEntry entry, LogConfig config) {
    MmapPartitionLog log = null;
    try {
      log = load(entry, config);
      return log;
    } catch (IOException e) {
      StorageException failure = IoFailures.of("open", entry.folder, e);
      if (failure.kind() == StorageException.Kind.OFFLINE) {
        entry.directory.fail(failure);
      }
      throw failure;
    } finally {
      synchronized (this) {
        entry.opening = false;
        entry.log = log;
        if (log == null && entry.isNew) {
          entries.remove(entry.id.toString(), entry);
          futures.forget(entry);
        }
      }
    }
  }

  private MmapPartitionLog load(LogEntry entry, LogConfig config) throws IOException {
    LogId id = entry.id;
    DataDirectory directory = entry.directory;
    Path folder = entry.folder;
    if (entry.isNew && Files.notExists(folder.resolve(LogFiles.PARTITION_METADATA))) {
      makeFolder(folder, id);
    }
    long logStart = directory.logStart(id);
    LeaderEpochs leaderEpochs = LeaderEpochs.read(folder);
    boolean clean = entry.isClean() && !leaderEpochs.areLost();
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
    for (LogEntry entry : allEntries()) {
      if (entry.log != null) {
        open.add(entry.log);
      }
    }
    return open;
  }

  private List<LogEntry> allEntries() {
    List<LogEntry> all = new ArrayList<>(entries.values());
    all.addAll(futures.entries());
    return all;
  }

  /** Called by a log at the end of its close. */
  private synchronized void closed(MmapPartitionLog log) {
    find(log.id()).filter(entry -> entry.log == log).ifPresent(LogEntry::closed);
    futures.find(log.id()).filter(entry -> entry.log == log).ifPresent(LogEntry::closed);
  }

  @Override
  public synchronized CompletionStage<Void> delete(LogId id) {
    CompletionStage<Void> futureGone = futures.delete(id);
    Optional<LogEntry> entry = find(id);
    if (entry.isEmpty()) {
      return futureGone;
    }
    try {
      end(entry.get());
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    entries.remove(id.toString());
    return futureGone;
  }

  /** Ends a log, and has its folder removed. */
  void end(LogEntry entry) {
    if (entry.opening) {
      throw new StorageException(
          StorageException.Kind.UNUSABLE, entry.id + " is just being opened");
    }
    if (entry.log == null) {
      rename(entry, entry.folder);
    } else {
      entry.log.delete(folder -> rename(entry, folder));
    }
    entry.directory.forget(entry.id);
  }

  /**
   * A future log is the log from now on. Readers may have taken the former one just before, so it
   * goes a little later.
   *
   * @param done when it is gone
   */
  void replace(LogEntry former, LogEntry future, Runnable done) {
    entries.put(future.id.toString(), future);
    formers.add(former);
    background.housekeepAfter(
        FORMER_MS,
        () -> {
          if (endFormer(former)) {
            done.run();
          }
        });
  }

  /** Ends what a log was before, where another log of that name is to be. */
  synchronized void endFormers(LogId id) {
    List.copyOf(formers).stream().filter(former -> former.id.equals(id)).forEach(this::endFormer);
  }

  /** A directory that fails meanwhile keeps it: the next start will know which of the two it is. */
  private synchronized boolean endFormer(LogEntry former) {
    if (!formers.remove(former)) {
      return false;
    }
    try {
      end(former);
      return true;
    } catch (StorageException e) {
      LOG.log(Level.WARNING, "the former log of " + former.id + " stays: " + e.getMessage());
      return false;
    }
  }

  /** Kafka's name for a folder to be deleted, found and removed also after a crash. */
  private Path rename(LogEntry entry, Path folder) {
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

  @Override
  public Optional<FutureLogs> futureLogs() {
    return Optional.of(futures);
  }

  @Override
  public void onOffline(Consumer<Path> listener) {
    synchronized (this) {
      onOffline = listener;
      toldOffline.clear();
    }
    directories.stream().filter(directory -> !directory.isOnline()).forEach(this::tellOffline);
  }

  private void tellOffline(DataDirectory directory) {
    Consumer<Path> listener;
    synchronized (this) {
      if (closed || !toldOffline.add(directory)) {
        return;
      }
      listener = onOffline;
    }
    listener.accept(directory.path());
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
    synchronized (this) {
      List.copyOf(formers).forEach(this::endFormer);
    }
    closeLogs();
    background.close();
    synchronized (this) {
      for (DataDirectory directory : directories) {
        directory.close(
            allEntries().stream().allMatch(e -> e.directory != directory || e.isClean()));
      }
    }
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
