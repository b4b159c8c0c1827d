package io.ringmain.kernel.replica;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.kernel.write.Shard;
import io.ringmain.kernel.write.Shards;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What is being done to each partition that this broker hosts, one thing after the other.
 *
 * <pre>
 *   t-0:  storage opens ──▶ ring: follow ──▶ ring: lead ──▶ ring: reconfigure ──▶ …
 *   t-1:  storage opens ──▶ failed: whatever would follow comes to nothing
 * </pre>
 *
 * <p>Called by {@link Replicas} under its lock; what is run on a ring is run without it.
 */
final class HostedPartitions {
  private static final System.Logger LOG = System.getLogger(HostedPartitions.class.getName());

  private final Shards shards;
  private final Map<LogId, CompletableFuture<Partition>> chains = new HashMap<>();

  HostedPartitions(Shards shards) {
    this.shards = shards;
  }

  /** Something to do to a partition on its ring thread. */
  @FunctionalInterface
  interface RingAction {
    void run(Partition partition, Shard shard, Wakes wakes);
  }

  boolean contains(LogId id) {
    return chains.containsKey(id);
  }

  List<LogId> ids() {
    return List.copyOf(chains.keySet());
  }

  /** Begins with the opening, unless the partition is hosted already. */
  void openIfAbsent(LogId id, Function<LogId, CompletableFuture<Partition>> opening) {
    chains.computeIfAbsent(id, opening);
  }

  /** Runs an action on the partition's ring thread, after all actions before it. */
  void onRing(LogId id, RingAction action) {
    chains.computeIfPresent(
        id, (_, chain) -> chain.thenCompose(partition -> onRing(partition, action)));
  }

  private CompletableFuture<Partition> onRing(Partition partition, RingAction action) {
    CompletableFuture<Partition> done = new CompletableFuture<>();
    Shard shard = shards.of(partition.id());
    shard.execute(wakes -> {
      try {
        action.run(partition, shard, wakes);
      } catch (RuntimeException failure) {
        LOG.log(ERROR, "a change of " + partition.id() + " failed", failure);
      }
      done.complete(partition);
    });
    return done;
  }

  /** Whatever is said of it from now on comes to nothing, until the log is opened anew. */
  void fail(LogId id) {
    chains.computeIfPresent(
        id,
        (_, chain) ->
            chain.thenCompose(_ ->
                CompletableFuture.failedFuture(
                    new StorageException(
                        StorageException.Kind.OFFLINE, "the directory of " + id + " is offline"))));
  }

  /** It is hosted no more: what was still being done to it. */
  Optional<CompletableFuture<Partition>> remove(LogId id) {
    return Optional.ofNullable(chains.remove(id));
  }

  /** Completes when everything said so far has been done. */
  CompletableFuture<Void> settled() {
    CompletableFuture<?>[] all = chains.values().toArray(CompletableFuture[]::new);
    // A partition that failed to open is offline, and keeps nobody waiting.
    return CompletableFuture.allOf(all).exceptionally(_ -> null);
  }
}
