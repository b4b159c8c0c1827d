package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Does what another storage does, for those that break one rule of it. */
class ForwardingStorage implements Storage {
  final Storage real;

  ForwardingStorage(Storage real) {
    this.real = real;
  }

  @Override
  public List<LogId> logs() {
    return real.logs();
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    return real.open(id, config);
  }

  @Override
  public CompletionStage<PartitionLog> create(
      LogId id, LogConfig config, Optional<Path> directory) {
    return real.create(id, config, directory);
  }

  @Override
  public void onOffline(Consumer<Path> listener) {
    real.onOffline(listener);
  }

  @Override
  public Optional<FutureLogs> futureLogs() {
    return real.futureLogs();
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    return real.delete(id);
  }

  @Override
  public List<LogDirectory> directories() {
    return real.directories();
  }

  @Override
  public void close() {
    real.close();
  }
}
