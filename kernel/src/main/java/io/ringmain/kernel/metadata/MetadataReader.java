package io.ringmain.kernel.metadata;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads what is new in the metadata log: the tail behind a version, and a snapshot in front of it
 * where the tail alone does not reach back far enough. Changes nothing. Used by {@link
 * MetadataLog}, on the metadata ring.
 */
final class MetadataReader {

  /** Nodes asked for at once: 8 MiB in flight at most. */
  private static final int NODES_AT_ONCE = 16;

  /** A snapshot can be replaced while it is read; a few times over is not chance any more. */
  private static final int ATTEMPTS = 10;

  private final Coordination coordination;
  private final Executor ring;

  /** A snapshot as it was read. */
  record Snapshot(SnapshotPointer pointer, List<byte[]> chunks) {}

  /**
   * What was found.
   *
   * @param snapshot to be applied first, if there is one
   * @param firstSequence of the nodes
   * @param nodes whole commits, in order
   */
  record News(Optional<Snapshot> snapshot, long firstSequence, List<byte[]> nodes) {}

  MetadataReader(Coordination coordination, Executor ring) {
    this.coordination = coordination;
    this.ring = ring;
  }

  /** Everything behind {@code version}; 0 for all there is. */
  CompletionStage<News> read(long version) {
    return version == 0
        ? readSnapshot(version, ATTEMPTS)
        : readTail(Optional.empty(), version, ATTEMPTS);
  }

  private CompletionStage<News> readTail(Optional<Snapshot> snapshot, long version, int attempts) {
    return coordination
        .read(MetadataPaths.HEAD)
        .thenComposeAsync(
            head -> {
              long last = Long.parseLong(text(head, MetadataPaths.HEAD));
              List<String> paths = new ArrayList<>();
              for (long sequence = version + 1; sequence <= last; sequence++) {
                paths.add(MetadataPaths.logNode(sequence));
              }
              return readAll(paths);
            },
            ring)
        .thenComposeAsync(
            nodes ->
                nodes.isPresent()
                    ? CompletableFuture.completedStage(new News(snapshot, version + 1, nodes.get()))
                    : readSnapshot(version, attempts - 1),
            ring);
  }

  private CompletionStage<News> readSnapshot(long version, int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedStage(
          new CoordinationException("the metadata log has gaps behind " + version));
    }
    return coordination
        .read(MetadataPaths.SNAPSHOTS)
        .thenComposeAsync(
            entry -> {
              SnapshotPointer pointer =
                  entry
                      .map(found -> SnapshotPointer.parse(found.value()))
                      .orElse(SnapshotPointer.NONE);
              return pointer.sequence() <= version
                  ? readTail(Optional.empty(), version, attempts)
                  : readChunks(pointer, version, attempts);
            },
            ring);
  }

  private CompletionStage<News> readChunks(SnapshotPointer pointer, long version, int attempts) {
    List<String> paths = new ArrayList<>();
    for (int chunk = 0; chunk < pointer.chunks(); chunk++) {
      paths.add(MetadataPaths.snapshotChunk(pointer.sequence(), chunk));
    }
    return readAll(paths)
        .thenComposeAsync(
            chunks ->
                chunks.isPresent()
                    ? readTail(
                        Optional.of(new Snapshot(pointer, chunks.get())),
                        pointer.sequence(),
                        attempts)
                    : readSnapshot(version, attempts - 1),
            ring);
  }

  /** The values of all paths in order, or nothing if one of them does not exist. */
  private CompletionStage<Optional<List<byte[]>>> readAll(List<String> paths) {
    return readFrom(paths, new ArrayList<>(paths.size()));
  }

  private CompletionStage<Optional<List<byte[]>>> readFrom(
      List<String> paths, List<byte[]> values) {
    if (values.size() == paths.size()) {
      return CompletableFuture.completedStage(Optional.of(values));
    }
    int end = Math.min(paths.size(), values.size() + NODES_AT_ONCE);
    List<CompletableFuture<Optional<Entry>>> reads = new ArrayList<>();
    for (String path : paths.subList(values.size(), end)) {
      reads.add(coordination.read(path).toCompletableFuture());
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
        .thenComposeAsync(
            all -> {
              for (CompletableFuture<Optional<Entry>> read : reads) {
                Optional<Entry> entry = read.join();
                if (entry.isEmpty()) {
                  return CompletableFuture.completedStage(Optional.<List<byte[]>>empty());
                }
                values.add(entry.get().value());
              }
              return readFrom(paths, values);
            },
            ring);
  }

  private static String text(Optional<Entry> entry, String path) {
    byte[] value =
        entry.orElseThrow(() -> new MetadataException("there is no node " + path)).value();
    return new String(value, StandardCharsets.UTF_8);
  }
}
