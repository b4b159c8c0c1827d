package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.kernel.metadata.MetadataLog;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.kernel.metadata.MetadataRecords;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Writes the metadata log for as long as one election holds. One append at a time.
 *
 * <pre>
 *   commit [ check controller epoch | create node(s) | set head ]
 *     done ────────────────────────────────────────────▶ apply here, answer
 *     refused ─────▶ read the node: ours? ── yes ──────▶ apply here, answer
 *                                         └─ no ───────▶ deposed
 *     outcome unknown ─▶ wait, commit the same again (its conditions let it happen once at most)
 * </pre>
 *
 * <p>Metadata ring only.
 */
final class MetadataAppender {

  /** Stores refuse requests beyond 1 MiB; paths and framing want some of it. */
  static final int MAX_COMMIT_BYTES = 900 * 1024;

  private static final long RETRY_MS = 100;

  private final Environment environment;
  private final Coordination coordination;
  private final Executor ring;
  private final MetadataLog log;
  private final int controllerEpoch;
  private final Operation epochCheck;

  private long headVersion;
  private boolean stopped;
  private Optional<CompletableFuture<Void>> appending = Optional.empty();

  /** Nodes under way, and where they belong. */
  @SuppressWarnings("ArrayRecordComponent") // the arrays are inside a list, never compared as such
  private record Append(long firstSequence, List<byte[]> nodes, CompletableFuture<Void> done) {
    long lastSequence() {
      return firstSequence + nodes.size() - 1;
    }
  }

  /**
   * @param epochVersion of the controller epoch's node, as the election set it
   * @param headVersion of the head's node, as read after the election
   */
  MetadataAppender(
      Environment environment,
      Coordination coordination,
      Executor ring,
      MetadataLog log,
      int controllerEpoch,
      long epochVersion,
      long headVersion) {
    this.environment = environment;
    this.coordination = coordination;
    this.ring = ring;
    this.log = log;
    this.controllerEpoch = controllerEpoch;
    this.epochCheck = new Operation.Check(MetadataPaths.CONTROLLER_EPOCH, epochVersion);
    this.headVersion = headVersion;
  }

  int controllerEpoch() {
    return controllerEpoch;
  }

  /** What every write of this controller begins with. */
  Operation epochCheck() {
    return epochCheck;
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * Commits records, all or none. Completes when the image with them is published; fails with
   * {@link ControllerException} if another controller was elected.
   */
  CompletionStage<Void> append(List<TypedRecord> records) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (stopped) {
      done.completeExceptionally(ControllerException.notController());
      return done;
    }
    List<byte[]> nodes =
        MetadataRecords.encode(
            log.nextOffset(), controllerEpoch, environment.clock().wallMs(), records);
    appending = Optional.of(done);
    commit(new Append(log.image().version() + 1, nodes, done));
    return done;
  }

  /** Gives up: an append under way fails here, whatever becomes of it in the store. */
  void stop() {
    stopped = true;
    appending.ifPresent(done -> done.completeExceptionally(ControllerException.notController()));
  }

  private void commit(Append append) {
    if (stopped) {
      return;
    }
    List<Operation> operations = new ArrayList<>();
    operations.add(epochCheck);
    for (int i = 0; i < append.nodes.size(); i++) {
      String path = MetadataPaths.logNode(append.firstSequence + i);
      operations.add(new Operation.Create(path, append.nodes.get(i)));
    }
    byte[] head = Long.toString(append.lastSequence()).getBytes(StandardCharsets.UTF_8);
    operations.add(new Operation.Set(MetadataPaths.HEAD, head, headVersion));
    coordination
        .commit(operations)
        .whenCompleteAsync((versions, failure) -> afterCommit(append, versions, failure), ring);
  }

  private void afterCommit(Append append, List<Long> versions, Throwable failure) {
    if (failure == null) {
      headVersion = versions.getLast();
      finish(append);
    } else if (Failures.cause(failure) instanceof CommitRefusedException) {
      verify(append);
    } else {
      environment.timer().schedule(RETRY_MS, () -> ring.execute(() -> commit(append)));
    }
  }

  /** A refused commit may be the second try of one that had happened. */
  private void verify(Append append) {
    coordination
        .read(MetadataPaths.logNode(append.firstSequence))
        .thenCombine(coordination.read(MetadataPaths.HEAD), Found::new)
        .whenCompleteAsync((found, failure) -> afterVerify(append, found, failure), ring);
  }

  private record Found(Optional<Entry> node, Optional<Entry> head) {}

  private void afterVerify(Append append, Found found, Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure != null) {
      environment.timer().schedule(RETRY_MS, () -> ring.execute(() -> verify(append)));
      return;
    }
    boolean ours =
        found.node.isPresent() && Arrays.equals(found.node.get().value(), append.nodes.getFirst());
    if (ours && found.head.isPresent()) {
      headVersion = found.head.get().version();
      finish(append);
    } else {
      stop();
    }
  }

  private void finish(Append append) {
    appending = Optional.empty();
    try {
      log.applyNodes(append.firstSequence, append.nodes);
      append.done.complete(null);
    } catch (RuntimeException e) {
      append.done.completeExceptionally(e);
    }
  }
}
