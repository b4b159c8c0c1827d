package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.memory.MemoryDisks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Storages and providers that break S1 to S6, S30 and S32, each in one way. */
final class BrokenStorages {
  private BrokenStorages() {}

  /** The storage in memory, with something between it and its user. */
  static StorageProvider provider(
      MemoryDisks disks, BiFunction<StorageProvider, StorageContext, Storage> opening) {
    StorageProvider real = disks.provider();
    return new StorageProvider() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public Storage open(StorageContext context) {
        context.directories().forEach(directory -> disks.capacityBytes(directory, 1L << 30));
        return opening.apply(real, context);
      }
    };
  }

  /** With something between each log and its user. */
  static BiFunction<StorageProvider, StorageContext, Storage> logs(
      UnaryOperator<PartitionLog> between) {
    return (real, context) ->
        new ForwardingStorage(real.open(context)) {
          @Override
          public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
            return super.open(id, config).thenApply(between);
          }
        };
  }

  /** S1: whoever finds a directory in use gets another. */
  static Storage sharing(StorageProvider real, StorageContext context) {
    try {
      return real.open(context);
    } catch (StorageException inUse) {
      return new MemoryDisks().provider().open(context);
    }
  }

  /** S2: directories taken before the failure stay taken. */
  static Storage keepingDirectories(StorageProvider real, StorageContext context) {
    try {
      return real.open(context);
    } catch (StorageException failure) {
      for (Path directory : context.directories()) {
        takeIfFree(real, new StorageContext(List.of(directory), context.settings(), 1));
      }
      throw failure;
    }
  }

  private static void takeIfFree(StorageProvider real, StorageContext context) {
    try {
      var _ = real.open(context);
    } catch (StorageException inUse) {
      // The one that made the open fail.
    }
  }

  /** S2: a thread that was started before the failure is left. */
  static Storage leavingAThreadOnFailure(StorageProvider real, StorageContext context) {
    try {
      return real.open(context);
    } catch (StorageException failure) {
      leaveAThread();
      throw failure;
    }
  }

  /** S6: a thread is left after the close. */
  static Storage leavingAThread(StorageProvider real, StorageContext context) {
    Storage opened = real.open(context);
    leaveAThread();
    return opened;
  }

  private static void leaveAThread() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("left-behind")
        .start(() -> {
          try {
            never.await();
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** S3: what is in the last of several segments is lost when a log is opened again. */
  static Storage losingTheLastSegment(StorageProvider real, StorageContext context) {
    return new ForwardingStorage(real.open(context)) {
      @Override
      public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
        return super.open(id, config)
            .thenApply(log -> {
              if (log.segments().size() > 1 && log.logEndOffset() > 40) {
                log.truncateTo(log.segments().getLast().baseOffset());
              }
              return log;
            });
      }
    };
  }

  /** S4: an open log is handed out again. */
  static Storage openingTwice(StorageProvider real, StorageContext context) {
    Map<LogId, PartitionLog> opened = new ConcurrentHashMap<>();
    return new ForwardingStorage(real.open(context)) {
      @Override
      public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
        return super.open(id, config)
            .handle((log, failure) -> failure == null ? log : opened.get(id))
            .whenComplete((log, _) -> opened.put(id, log));
      }
    };
  }

  /** S5: deleted logs are still listed. */
  static Storage listingDeletedLogs(StorageProvider real, StorageContext context) {
    List<LogId> opened = new ArrayList<>();
    return new ForwardingStorage(real.open(context)) {
      @Override
      public List<LogId> logs() {
        return opened.isEmpty() ? super.logs() : opened;
      }

      @Override
      public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
        if (!opened.contains(id)) {
          opened.add(id);
        }
        return super.open(id, config);
      }
    };
  }

  /** S5: logs are deleted when the storage is closed, and so not before a crash. */
  static Storage deletingLate(StorageProvider real, StorageContext context) {
    List<LogId> deleted = new ArrayList<>();
    return new ForwardingStorage(real.open(context)) {
      @Override
      public List<LogId> logs() {
        return super.logs().stream().filter(id -> !deleted.contains(id)).toList();
      }

      @Override
      public CompletionStage<Void> delete(LogId id) {
        deleted.add(id);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {
        deleted.forEach(super::delete);
        super.close();
      }
    };
  }

  /** S6: closing again is an error. */
  static Storage closingOnce(StorageProvider real, StorageContext context) {
    return new ForwardingStorage(real.open(context)) {
      private boolean closed;

      @Override
      public void close() {
        if (closed) {
          throw new IllegalStateException("closed before");
        }
        closed = true;
        super.close();
      }
    };
  }

  /** S30: settings are changed before they arrive. */
  static BiFunction<StorageProvider, StorageContext, Storage> configured(
      UnaryOperator<LogConfig> change) {
    return (real, context) ->
        new ForwardingStorage(real.open(context)) {
          @Override
          public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
            return super.open(id, change.apply(config));
          }
        };
  }

  /** S32: there is no floor. */
  static Storage withoutFloor(StorageProvider real, StorageContext context) {
    return real.open(
        new StorageContext(context.directories(), context.settings(), context.recoveryThreads()));
  }
}
