package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataLog;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.kernel.metadata.MetadataRecords;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.kernel.metadata.SnapshotPointer;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Operation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Replaces the older part of the metadata log by a snapshot, now and then, while appends go on.
 *
 * <pre>
 *   image at sequence S ─▶ chunks below /metadata/snapshots/S, one commit each
 *                       ─▶ point /metadata/snapshots at S      (from here on it counts)
 *                       ─▶ delete log nodes up to S and other snapshots
 * </pre>
 *
 * <p>Every commit checks the controller epoch. Whatever a controller leaves half done is cleared by
 * the next snapshot. Metadata ring only.
 */
final class SnapshotWriter {

  private static final Logger LOG = System.getLogger(SnapshotWriter.class.getName());

  private static final int DELETES_AT_ONCE = 200;

  private final Clock clock;
  private final Coordination coordination;
  private final Executor ring;
  private final MetadataLog log;
  private final MetadataAppender appender;
  private final SnapshotPolicy policy;

  private boolean writing;
  private long notBefore;
  private long snapshotBytes;

  SnapshotWriter(
      Clock clock,
      Coordination coordination,
      Executor ring,
      MetadataLog log,
      MetadataAppender appender,
      SnapshotPolicy policy) {
    this.clock = clock;
    this.coordination = coordination;
    this.ring = ring;
    this.log = log;
    this.appender = appender;
    this.policy = policy;
  }

  /** Called after each append. */
  void afterAppend() {
    long version = log.image().version();
    long nodes = version - log.snapshot().sequence();
    boolean due =
        nodes >= policy.nodes() || log.nodesBytes() >= Math.max(policy.bytes(), snapshotBytes);
    if (due && !writing && version >= notBefore && !appender.stopped()) {
      writing = true;
      write().whenCompleteAsync((done, failure) -> afterWrite(failure), ring);
    }
  }

  private void afterWrite(Throwable failure) {
    writing = false;
    // A store that fails would only be loaded further by trying again with each append.
    notBefore = log.image().version() + policy.nodes() / 10 + 1;
    if (failure != null && !appender.stopped()) {
      LOG.log(Level.WARNING, "metadata: snapshot failed: " + Failures.cause(failure));
    }
  }

  private CompletionStage<Void> write() {
    MetadataImage image = log.image();
    List<byte[]> chunks =
        MetadataRecords.encode(
            0, appender.controllerEpoch(), clock.wallMs(), MetadataSnapshot.records(image));
    SnapshotPointer pointer = new SnapshotPointer(image.version(), chunks.size(), log.nextOffset());
    List<List<Operation>> commits = new ArrayList<>();
    commits.add(
        List.of(new Operation.Create(MetadataPaths.snapshot(image.version()), new byte[0])));
    snapshotBytes = 0;
    for (int i = 0; i < chunks.size(); i++) {
      String path = MetadataPaths.snapshotChunk(image.version(), i);
      commits.add(List.of(new Operation.Create(path, chunks.get(i))));
      snapshotBytes += chunks.get(i).length;
    }
    commits.add(
        List.of(
            new Operation.Set(MetadataPaths.SNAPSHOTS, pointer.bytes(), Operation.ANY_VERSION)));
    return deleteSnapshot(MetadataPaths.sequenceName(image.version()))
        .thenComposeAsync(done -> commitEach(commits, 0), ring)
        .thenRunAsync(() -> log.snapshotIs(pointer), ring)
        .thenComposeAsync(done -> deleteNodes(pointer.sequence()), ring)
        .thenComposeAsync(done -> deleteOtherSnapshots(pointer.sequence()), ring);
  }

  private CompletionStage<Void> deleteNodes(long sequence) {
    String last = MetadataPaths.sequenceName(sequence);
    return coordination
        .children(MetadataPaths.LOG)
        .thenComposeAsync(
            names -> {
              List<String> paths =
                  names.orElse(List.of()).stream()
                      .filter(name -> name.compareTo(last) <= 0)
                      .map(name -> MetadataPaths.LOG + "/" + name)
                      .toList();
              return commitEach(deletes(paths), 0);
            },
            ring);
  }

  private CompletionStage<Void> deleteOtherSnapshots(long sequence) {
    String kept = MetadataPaths.sequenceName(sequence);
    return coordination
        .children(MetadataPaths.SNAPSHOTS)
        .thenComposeAsync(
            names -> {
              CompletionStage<Void> all = CompletableFuture.completedStage(null);
              for (String name : names.orElse(List.of())) {
                if (!name.equals(kept)) {
                  all = all.thenComposeAsync(done -> deleteSnapshot(name), ring);
                }
              }
              return all;
            },
            ring);
  }

  private CompletionStage<Void> deleteSnapshot(String name) {
    String parent = MetadataPaths.SNAPSHOTS + "/" + name;
    return coordination
        .children(parent)
        .thenComposeAsync(
            chunks -> {
              if (chunks.isEmpty()) {
                return CompletableFuture.completedStage(null);
              }
              List<String> paths = new ArrayList<>();
              chunks.get().forEach(chunk -> paths.add(parent + "/" + chunk));
              paths.add(parent);
              return commitEach(deletes(paths), 0);
            },
            ring);
  }

  private static List<List<Operation>> deletes(List<String> paths) {
    List<List<Operation>> commits = new ArrayList<>();
    for (int from = 0; from < paths.size(); from += DELETES_AT_ONCE) {
      List<Operation> commit = new ArrayList<>();
      for (String path : paths.subList(from, Math.min(paths.size(), from + DELETES_AT_ONCE))) {
        commit.add(new Operation.Delete(path, Operation.ANY_VERSION));
      }
      commits.add(commit);
    }
    return commits;
  }

  /** One commit after the other, each with the check of the controller epoch in front. */
  private CompletionStage<Void> commitEach(List<List<Operation>> commits, int index) {
    if (index == commits.size()) {
      return CompletableFuture.completedStage(null);
    }
    List<Operation> fenced = new ArrayList<>();
    fenced.add(appender.epochCheck());
    fenced.addAll(commits.get(index));
    return coordination
        .commit(fenced)
        .thenComposeAsync(versions -> commitEach(commits, index + 1), ring);
  }
}
