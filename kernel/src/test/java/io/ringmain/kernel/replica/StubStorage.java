package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.StubLog;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stub logs by their ids, which may be made to fail. One thread. */
public final class StubStorage implements Storage {
  private final Map<LogId, StubLog> logs = new LinkedHashMap<>();
  private final Set<String> unopenable = new HashSet<>();
  private final Set<String> unleadable = new HashSet<>();

  /** How often all logs were asked for. */
  int lists;

  /** The logs of this topic cannot be opened. */
  public void failToOpen(String topic) {
    unopenable.add(topic);
  }

  /** The logs of this topic can be opened, and not written to. */
  public void failToLead(String topic) {
    unleadable.add(topic);
  }

  /** The log of a partition, which exists. */
  public StubLog log(String topic, int partition) {
    return logs.entrySet().stream()
        .filter(log -> log.getKey().topic().equals(topic))
        .filter(log -> log.getKey().partition() == partition)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** A log left behind by an earlier life of the broker. */
  public void leave(LogId id) {
    logs.put(id, new StubLog(id));
  }

  @Override
  public List<LogId> logs() {
    lists++;
    return List.copyOf(logs.keySet());
  }

  @Override
  public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
    return unopenable.contains(id.topic())
        ? CompletableFuture.failedFuture(
            new StorageException(StorageException.Kind.OFFLINE, "meant to fail"))
        : CompletableFuture.completedFuture(logs.computeIfAbsent(id, this::created));
  }

  private StubLog created(LogId id) {
    StubLog log = new StubLog(id);
    if (unleadable.contains(id.topic())) {
      log.failToLead(new StorageException(StorageException.Kind.OFFLINE, "meant to fail"));
    }
    return log;
  }

  @Override
  public CompletionStage<Void> delete(LogId id) {
    logs.remove(id);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public List<LogDirectory> directories() {
    return List.of();
  }

  @Override
  public void close() {
    logs.values().forEach(StubLog::close);
  }
}
