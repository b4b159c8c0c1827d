package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One of the {@code log.dirs}: its lock, its checkpoints, its free space, and whether it is in
 * service.
 *
 * <pre>
 *   .lock                              held while a storage is open
 *   .kafka_cleanshutdown               there only between a clean close and the next open
 *   recovery-point-offset-checkpoint   up to where each log is flushed
 *   cleaner-offset-checkpoint          where compaction of each log goes on, if it began
 *   log-start-offset-checkpoint        where each log begins, if not with a segment
 *   topic-partition/                   the logs
 * </pre>
 */
final class DataDirectory {
  private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());
  private static final String LOCK = ".lock";
  private static final String CLEAN = ".kafka_cleanshutdown";
  private static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
  private static final String LOG_STARTS = "log-start-offset-checkpoint";
  private static final String FIRST_DIRTY = "cleaner-offset-checkpoint";

  private final Path path;
  private final long minFreeBytes;
  private final Object checkpoints = new Object(); // Held while their files are written.
  private final Map<String, Long> recoveryPoints = new ConcurrentHashMap<>();
  private final Map<String, Long> logStarts = new ConcurrentHashMap<>();
  private final Map<String, Long> firstDirty = new ConcurrentHashMap<>();
  private FileChannel lockChannel;
  private volatile FileStore fileStore;
  private boolean wasClean;
  private volatile boolean recoveryPointsChanged;
  private volatile boolean logStartsChanged;
  private volatile boolean firstDirtyChanged;
  private volatile boolean belowFloor;
  private volatile StorageException failure;
  private volatile Consumer<DataDirectory> onFailure = _ -> {};

  private DataDirectory(Path path, long minFreeBytes) {
    this.path = path;
    this.minFreeBytes = minFreeBytes;
  }

  /**
   * Opens a directory, making it when absent. One that cannot be used is {@linkplain #isOnline()
   * out of service}.
   *
   * @throws StorageException if another storage has it open
   */
  static DataDirectory open(Path path, long minFreeBytes) {
    DataDirectory directory = new DataDirectory(path.toAbsolutePath(), minFreeBytes);
    try {
      Files.createDirectories(path);
      directory.lock();
      directory.wasClean = Files.deleteIfExists(path.resolve(CLEAN));
      directory.recoveryPoints.putAll(readOffsets(path.resolve(RECOVERY_POINTS)));
      directory.logStarts.putAll(readOffsets(path.resolve(LOG_STARTS)));
      directory.firstDirty.putAll(readOffsets(path.resolve(FIRST_DIRTY)));
    } catch (IOException e) {
      directory.fail(IoFailures.of("use log directory", path, e));
      directory.unlock();
    }
    return directory;
  }

  private void lock() throws IOException {
    lockChannel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = lockChannel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      unlock();
      throw new StorageException(
          StorageException.Kind.UNUSABLE,
          "log directory " + path + " is in use by another broker; each needs its own log.dirs");
    }
  }

  private void unlock() {
    if (lockChannel != null) {
      try {
        lockChannel.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot close the lock of " + path, e);
      }
    }
  }

  private static Map<String, Long> readOffsets(Path file) {
    Map<String, Long> offsets = new HashMap<>();
    try {
      for (String line : CheckpointFile.read(file)) {
        String[] words = line.strip().split("\\s+", -1);
        offsets.put(words[0] + "-" + words[1], Long.parseLong(words[2]));
      }
    } catch (IOException | RuntimeException e) {
      // Without recovery points everything is verified; nothing is lost.
      LOG.log(Level.WARNING, "cannot read " + file + "; going on without it", e);
      offsets.clear();
    }
    return offsets;
  }

  Path path() {
    return path;
  }

  boolean wasClean() {
    return wasClean;
  }

  boolean isOnline() {
    return failure == null;
  }

  /** Takes the directory out of service, for good. */
  void fail(StorageException cause) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
    }
    LOG.log(Level.ERROR, "log directory " + path + " is out of service", cause);
    onFailure.accept(this);
  }

  /** Whom to tell when it goes out of service. Called before anybody writes. */
  void onFailure(Consumer<DataDirectory> listener) {
    onFailure = listener;
  }

  /** Called by the flusher: a directory that is gone, or read-only, is found before a write is. */
  private void lookWhetherItIsThere() {
    if (!Files.isWritable(path) || Files.notExists(path.resolve(LOCK))) {
      fail(
          new StorageException(
              StorageException.Kind.OFFLINE,
              "log directory " + path + " is not there any more, or cannot be written to"));
    }
  }

  /** Throws when nothing may be appended: the directory is out of service, or at its floor. */
  void checkWritable() {
    StorageException cause = failure;
    if (cause != null) {
      throw cause;
    }
    if (belowFloor) {
      throw belowFloor();
    }
  }

  /** Throws when taking {@code bytes} more would go below the floor of free space. */
  void checkRoom(long bytes) throws IOException {
    if (minFreeBytes > 0 && fileStore().getUsableSpace() - bytes < minFreeBytes) {
      throw belowFloor();
    }
  }

  private StorageException belowFloor() {
    return new StorageException(
        StorageException.Kind.FULL,
        "log directory %s has less free space than storage.min.free.bytes=%d"
            .formatted(path, minFreeBytes));
  }

  /** Called by the housekeeper a few times a second. */
  void lookAfterFreeSpace() {
    if (minFreeBytes <= 0 || failure != null) {
      return;
    }
    try {
      boolean below = fileStore().getUsableSpace() < minFreeBytes;
      if (below != belowFloor) {
        belowFloor = below;
        LOG.log(
            Level.WARNING,
            below
                ? "log directory {0} is below its floor of free space: appends are refused"
                : "log directory {0} has enough free space again: appends go on",
            path);
      }
    } catch (IOException e) {
      fail(IoFailures.of("look after free space of", path, e));
    }
  }

  /** Looked up once: that reads all of the system's mounts. */
  private FileStore fileStore() throws IOException {
    FileStore known = fileStore;
    if (known == null) {
      known = Files.getFileStore(path);
      fileStore = known;
    }
    return known;
  }

  LogDirectory describe() {
    try {
      FileStore store = fileStore();
      return new LogDirectory(path, store.getTotalSpace(), store.getUsableSpace(), isOnline());
    } catch (IOException unknown) {
      return new LogDirectory(path, -1, -1, false);
    }
  }

  /** The logs in it. Removes what a crash left of logs being deleted or made. */
  List<FoundLog> scan(Background background) {
    List<FoundLog> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, Files::isDirectory)) {
      for (Path folder : folders) {
        if (folder.getFileName().toString().endsWith(LogFiles.DELETED_FOLDER)) {
          background.housekeep(() -> Deletion.deleteTree(folder));
        } else {
          try {
            FoundLog.in(folder).ifPresent(found::add);
          } catch (IOException e) {
            // Of one log only, so the others go on.
            LOG.log(Level.ERROR, "ignoring " + folder, e);
          }
        }
      }
    } catch (IOException e) {
      fail(IoFailures.of("read log directory", path, e));
      return List.of();
    }
    return found;
  }

  long recoveryPoint(LogId id) {
    return recoveryPoints.getOrDefault(id.toString(), 0L);
  }

  /** −1 when nothing but its first segment says where the log starts. */
  long logStart(LogId id) {
    return logStarts.getOrDefault(id.toString(), -1L);
  }

  long firstDirty(LogId id) {
    return firstDirty.getOrDefault(id.toString(), 0L);
  }

  void recoveryPointIs(LogId id, long offset) {
    Long before = recoveryPoints.put(id.toString(), offset);
    if (before == null || before != offset) {
      recoveryPointsChanged = true;
    }
  }

  void logStartIs(LogId id, long offset) {
    Long before = logStarts.put(id.toString(), offset);
    if (before == null || before != offset) {
      logStartsChanged = true;
    }
  }

  /** A log that was never compacted takes no line. */
  void firstDirtyIs(LogId id, long offset) {
    Long before =
        offset == 0 ? firstDirty.remove(id.toString()) : firstDirty.put(id.toString(), offset);
    if ((before == null ? 0 : before) != offset) {
      firstDirtyChanged = true;
    }
  }

  void forget(LogId id) {
    firstDirtyChanged |= firstDirty.remove(id.toString()) != null;
    recoveryPointsChanged |= recoveryPoints.remove(id.toString()) != null;
    logStartsChanged |= logStarts.remove(id.toString()) != null;
  }

  /** Writes the checkpoints that have changed. Called by the flusher. */
  void checkpoint() {
    if (failure == null) {
      lookWhetherItIsThere();
    }
    if (failure == null) {
      write(true);
    }
  }

  /**
   * A log was cut: neither its start nor its recovery point may stay above what is there, or the
   * next open would delete, or believe unseen, what is appended from now on. Called by the log's
   * writer, before it appends. On return a kill does no harm; a failure of the machine does none
   * after the next flush.
   */
  void checkpointCut(Background background) {
    if (failure == null && write(false)) {
      background.flush(this::checkpoint);
    }
  }

  /**
   * One thread at a time: the last to come writes what holds by then. What another thread is about
   * to write is waited for, since it has taken the marks of what has changed.
   *
   * @param flush whether that is on the disk on return; otherwise it is written again later
   * @return whether there was anything to write
   */
  private boolean write(boolean flush) {
    try {
      synchronized (checkpoints) {
        boolean any = logStartsChanged || firstDirtyChanged || recoveryPointsChanged;
        if (logStartsChanged) {
          logStartsChanged = !flush;
          CheckpointFile.replace(path.resolve(LOG_STARTS), text(logStarts), flush);
        }
        if (firstDirtyChanged) {
          firstDirtyChanged = !flush;
          CheckpointFile.replace(path.resolve(FIRST_DIRTY), text(firstDirty), flush);
        }
        if (recoveryPointsChanged) {
          recoveryPointsChanged = !flush;
          CheckpointFile.replace(path.resolve(RECOVERY_POINTS), text(recoveryPoints), flush);
        }
        return any;
      }
    } catch (IOException e) {
      StorageException cause = IoFailures.of("write the checkpoints of", path, e);
      if (cause.kind().retriable()) {
        logStartsChanged = true;
        firstDirtyChanged = true;
        recoveryPointsChanged = true;
        LOG.log(Level.WARNING, cause.getMessage());
      } else {
        fail(cause);
      }
      return true;
    }
  }

  private static ByteBuffer text(Map<String, Long> offsets) {
    List<String> lines = new ArrayList<>(offsets.size());
    offsets.forEach((log, offset) -> {
      int dash = log.lastIndexOf('-');
      lines.add(log.substring(0, dash) + " " + log.substring(dash + 1) + " " + offset);
    });
    return CheckpointFile.text(lines);
  }

  /** Lets the directory go; marked clean when every log in it was closed. */
  void close(boolean clean) {
    if (failure == null) {
      checkpoint();
      if (clean) {
        try {
          CheckpointFile.replace(
              path.resolve(CLEAN),
              StandardCharsets.UTF_8.encode("{\"version\":0,\"brokerEpoch\":-1}"),
              true);
        } catch (IOException e) {
          LOG.log(Level.WARNING, "cannot mark " + path + " as closed cleanly", e);
        }
      }
    }
    unlock();
  }
}
