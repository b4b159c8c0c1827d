package io.ringmain.kernel.replica;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the storage has for the partitions of this broker, and what it still has for others.
 *
 * <pre>
 *   metadata image ─▶ topic t, id B, partition 0, replicas [1, …]
 *   storage, of 1 ─▶ t-0 of id B    the log: opened
 *                    t-0 of id A    a former incarnation: deleted first
 *                    u-3 of id C    nowhere in the image, or of others: a stray
 * </pre>
 *
 * <p>Called by {@link Replicas} under its lock. Completions arrive on the storage's threads.
 */
final class StoredLogs {
  private static final System.Logger LOG = System.getLogger(StoredLogs.class.getName());

  private final int brokerId;
  private final Storage storage;
  private final LogMoves moves;

  /** What the storage had when the image in hand was first looked up there. */
  private Optional<Map<Place, List<LogId>>> listed = Optional.empty();

  /** Where a log is, whichever topic of that name it belongs to. */
  private record Place(String topic, int partition) {
    static Place of(LogId id) {
      return new Place(id.topic(), id.partition());
    }
  }

  /**
   * @param moves knows where new logs are to be
   */
  StoredLogs(int brokerId, Storage storage, LogMoves moves) {
    this.brokerId = brokerId;
    this.storage = storage;
    this.moves = moves;
  }

  /** Logs of topics deleted, or of partitions given to others, while this broker was away. */
  List<LogId> strays(MetadataImage image) {
    return storage.logs().stream().filter(id -> !isAssigned(id, image)).toList();
  }

  private boolean isAssigned(LogId id, MetadataImage image) {
    return image
        .topic(id.topicId())
        .flatMap(topic -> topic.partition(id.partition()))
        .filter(partition -> partition.replicas().contains(brokerId))
        .isPresent();
  }

  /** Opens a log that may be there already. */
  CompletableFuture<PartitionLog> open(LogId id, LogConfig config) {
    return deleteFormerIncarnations(id).thenCompose(_ -> storage.open(id, config));
  }

  /** Makes the log of a partition that was never here before, where it was asked to be. */
  CompletableFuture<PartitionLog> create(LogId id, LogConfig config) {
    return deleteFormerIncarnations(id)
        .thenCompose(_ -> storage.create(id, config, moves.placementOf(id)));
  }

  CompletionStage<Void> delete(LogId id) {
    return storage.delete(id);
  }

  /** A log under the same name whose topic id is another belongs to a topic deleted since. */
  private CompletableFuture<Void> deleteFormerIncarnations(LogId id) {
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    for (LogId other : listed().getOrDefault(Place.of(id), List.of())) {
      if (!other.topicId().equals(id.topicId())) {
        LOG.log(WARNING, "deleting the log of {0}, whose topic was deleted", other);
        done = done.thenCompose(_ -> storage.delete(other));
      }
    }
    return done;
  }

  /** One list of the storage's logs serves all partitions of an image. */
  private Map<Place, List<LogId>> listed() {
    if (listed.isEmpty()) {
      Map<Place, List<LogId>> byPlace = new HashMap<>();
      for (LogId id : storage.logs()) {
        byPlace.computeIfAbsent(Place.of(id), _ -> new ArrayList<>()).add(id);
      }
      listed = Optional.of(byPlace);
    }
    return listed.get();
  }

  /** The image in hand is dealt with: the next one is looked up in the storage anew. */
  void forgetListed() {
    listed = Optional.empty();
  }
}
