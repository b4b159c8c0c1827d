package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Storages that break S33 to S38, each in one way. */
final class BrokenFutures {
  private BrokenFutures() {}

  /** S33: new logs are where others would be. */
  static Storage placingAnywhere(StorageProvider real, StorageContext context) {
    return new ForwardingStorage(real.open(context)) {
      @Override
      public CompletionStage<PartitionLog> create(
          LogId id, LogConfig config, Optional<Path> directory) {
        return super.create(id, config, Optional.empty());
      }
    };
  }

  /** S34: the listener never hears. */
  static Storage silentOnFailure(StorageProvider real, StorageContext context) {
    return new ForwardingStorage(real.open(context)) {
      @Override
      public void onOffline(Consumer<Path> listener) {
        // Nobody is told.
      }
    };
  }

  /** Something between future logs and their user. */
  private static class Forwarding implements FutureLogs {
    private final FutureLogs real;

    Forwarding(FutureLogs real) {
      this.real = real;
    }

    @Override
    public Map<LogId, Path> directories() {
      return real.directories();
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogConfig config, Path directory) {
      return real.open(id, config, directory);
    }

    @Override
    public boolean promote(LogId id) {
      return real.promote(id);
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
      return real.delete(id);
    }
  }

  private static Storage futures(
      StorageProvider real, StorageContext context, UnaryOperator<FutureLogs> between) {
    return new ForwardingStorage(real.open(context)) {
      private final Optional<FutureLogs> futures = super.futureLogs().map(between);

      @Override
      public Optional<FutureLogs> futureLogs() {
        return futures;
      }
    };
  }

  /** S35: future logs are lost with a restart. */
  static Storage forgettingFutures(StorageProvider real, StorageContext context) {
    Storage opened = real.open(context);
    FutureLogs found = opened.futureLogs().orElseThrow();
    found.directories().keySet().forEach(found::delete);
    return opened;
  }

  /** S36: whoever asks for the wrong directory gets nothing, and no word of it. */
  static Storage takingAnyDirectory(StorageProvider real, StorageContext context) {
    return futures(
        real,
        context,
        futures ->
            new Forwarding(futures) {
              @Override
              public CompletionStage<PartitionLog> open(
                  LogId id, LogConfig config, Path directory) {
                return super.open(id, config, directory)
                    .exceptionallyCompose(_ -> CompletableFuture.completedStage(null));
              }
            });
  }

  /** S37: what was promoted is the future log still. */
  static Storage promisingOnly(StorageProvider real, StorageContext context) {
    return futures(
        real,
        context,
        futures ->
            new Forwarding(futures) {
              @Override
              public boolean promote(LogId id) {
                return true;
              }
            });
  }

  /** S38: deleted future logs are there after all. */
  static Storage keepingFutures(StorageProvider real, StorageContext context) {
    return futures(
        real,
        context,
        futures ->
            new Forwarding(futures) {
              @Override
              public CompletionStage<Void> delete(LogId id) {
                return CompletableFuture.completedFuture(null);
              }
            });
  }
}
