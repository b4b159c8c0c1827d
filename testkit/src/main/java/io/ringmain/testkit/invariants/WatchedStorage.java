package io.ringmain.testkit.invariants;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A storage in a simulation: does what the real one does, tells what was done to it, and waits for
 * what the real one does on threads of its own, so that all of it takes no virtual time.
 */
final class WatchedStorage implements Storage {
  private static final long PATIENCE_S = 60;

  private final Storage real;
  private final StorageWatch watch;

  WatchedStorage(Storage real, StorageWatch watch) {
    this.real = real;
    this.watch = watch;
  }

  @Override
  public List<LogId> logs() {
    return real.logs();
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    return completed(real.open(id, config))
        .thenApply(log -> {
          watch.opened(log);
          return new WatchedLog(log, watch);
        });
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    CompletionStage<Void> deleted = completed(real.delete(id));
    watch.deleted(id);
    return deleted;
  }

  @Override
  public boolean acknowledgesDurably() {
    return real.acknowledgesDurably();
  }

  @Override
  public List<LogDirectory> directories() {
    return real.directories();
  }

  @Override
  public void close() {
    real.close();
  }

  /** The same stage, now complete. */
  static <T> CompletableFuture<T> completed(CompletionStage<T> stage) {
    try {
      return CompletableFuture.completedFuture(
          stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
    } catch (ExecutionException | CompletionException failed) {
      return CompletableFuture.failedFuture(failed.getCause());
    } catch (TimeoutException late) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.OFFLINE, "no answer of the storage in " + PATIENCE_S + " s"));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(interrupted);
    }
  }
}
