package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.testkit.simulation.SimulatedProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The storage of one process on a {@link SimulatedDisk}: it takes virtual time, and may fail. */
final class SimulatedStorage implements Storage {
  private final SimulatedDisk disk;
  private final LogDirectory directory;
  private final Executor thread;
  private boolean closed;

  SimulatedStorage(SimulatedDisk disk, SimulatedProcess process, Path path) {
    this.disk = disk;
    this.directory = new LogDirectory(path, -1, -1, true);
    this.thread = process.newExecutor("storage");
  }

  SimulatedDisk disk() {
    return disk;
  }

  LogDirectory directory() {
    return directory;
  }

  /** Runs a task on a thread of the storage, if its process still lives then. */
  void after(long delayNs, Runnable task) {
    disk.scheduler.at(disk.scheduler.monotonicNs() + delayNs, () -> thread.execute(task));
  }

  long wallMs() {
    return disk.scheduler.wallMs();
  }

  @Override
  public List<LogId> logs() {
    return disk.logIds();
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    if (closed) {
      return CompletableFuture.failedFuture(unusable(id, "the storage is closed"));
    }
    StoredLog log =
        disk.logs.computeIfAbsent(SimulatedDisk.key(id), _ -> new StoredLog(id, wallMs()));
    if (log.open) {
      return CompletableFuture.failedFuture(unusable(id, "the log is open already"));
    }
    log.open = true;
    CompletableFuture<PartitionLog> opened = new CompletableFuture<>();
    SimulatedLog handle = new SimulatedLog(this, log, config);
    after(
        500_000L + disk.random.nextInt(2_000_000),
        () -> {
          if (closed) {
            opened.completeExceptionally(unusable(id, "the storage is closed"));
          } else {
            opened.complete(handle);
          }
        });
    return opened;
  }

  private static StorageException unusable(LogId id, String why) {
    return new StorageException(StorageException.Kind.UNUSABLE, id + ": " + why);
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    StoredLog gone = disk.logs.remove(SimulatedDisk.key(id));
    if (gone != null) {
      gone.open = false;
      disk.listener.onDeleted(disk.machine, id);
    }
    CompletableFuture<Void> deleted = new CompletableFuture<>();
    after(disk.random.nextInt(2_000_000), () -> deleted.complete(null));
    return deleted;
  }

  @Override
  public boolean acknowledgesDurably() {
    return disk.durableAcks;
  }

  @Override
  public List<LogDirectory> directories() {
    return List.of(directory);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (StoredLog log : disk.logs.values()) {
        if (log.open) {
          log.open = false;
          log.flushed(log.endOffset);
        }
      }
      disk.letGo();
    }
  }
}
