package io.ringmain.kernel.metadata;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.SessionState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Follows the metadata log and publishes an image for each commit of it. Every broker has one.
 *
 * <pre>
 *   start:    layout ─▶ snapshot ─▶ tail ─▶ watch the head
 *   always:   head moved (watch, or a look every few seconds) ─▶ read the tail ─▶ replay ─▶ publish
 *   a node of the tail is gone (a snapshot took its place) ─▶ snapshot ─▶ tail
 * </pre>
 *
 * <p>All methods run on the metadata ring, and so do its completions. All brokers apply the same
 * nodes in the same order (Invariant 31): a watch says no more than that it is time to read, so
 * watches may be lost, late or too many.
 */
public final class MetadataLog {

  private static final Logger LOG = System.getLogger(MetadataLog.class.getName());

  /** How often to look without having been told to: what a lost watch costs at most. */
  private static final long LOOK_MS = 5_000;

  /** How long to wait before reading again after a failure. */
  private static final long RETRY_MS = 200;

  private static final long START_MS = 60_000;

  private final Environment environment;
  private final Coordination coordination;
  private final Executor ring;
  private final MetadataImages images;
  private final MetadataReader reader;

  private MetadataImage image = MetadataImage.empty("");
  private long nextOffset;
  private long nodesBytes;
  private SnapshotPointer snapshot = SnapshotPointer.NONE;
  private boolean reading;
  private boolean failing;

  /** Who waits for the read under way, and who for the one after it. */
  private List<CompletableFuture<Void>> underWay = List.of();

  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private Optional<Coordination.Subscription> subscription = Optional.empty();
  private boolean watching;
  private boolean closed;
  private Timer.Timeout nextLook = () -> false;

  /**
   * @param ring runs tasks on the metadata ring
   * @param images where the images go
   */
  public MetadataLog(
      Environment environment, Coordination coordination, Executor ring, MetadataImages images) {
    this.environment = environment;
    this.coordination = coordination;
    this.ring = ring;
    this.images = images;
    this.reader = new MetadataReader(coordination, ring);
  }

  /**
   * Lays the store out if need be and reads everything. Completes when the image is published;
   * fails if that cannot be done within a minute.
   *
   * @param onCluster told the cluster's id first, on the metadata ring; what it throws fails the
   *     start
   */
  public CompletionStage<Void> start(Consumer<String> onCluster) {
    coordination.onSession(state -> ring.execute(() -> onSession(state)));
    look();
    CompletableFuture<Void> started = new CompletableFuture<>();
    long startNs = environment.clock().monotonicNs();
    tryToStart(onCluster, started, startNs + START_MS * 1_000_000);
    return started;
  }

  private void tryToStart(
      Consumer<String> onCluster, CompletableFuture<Void> started, long deadlineNs) {
    MetadataLayout.create(coordination, ring, environment.random())
        .thenCompose(done -> coordination.read(MetadataPaths.CLUSTER_ID))
        .thenAcceptAsync(entry -> named(entry, onCluster), ring)
        .thenCompose(done -> refresh())
        .whenCompleteAsync(
            (done, failure) -> afterTry(onCluster, started, deadlineNs, failure), ring);
  }

  /** A connection that comes and goes at the start is no reason to give up. */
  private void afterTry(
      Consumer<String> onCluster,
      CompletableFuture<Void> started,
      long deadlineNs,
      Throwable failure) {
    boolean late = environment.clock().monotonicNs() >= deadlineNs;
    if (failure == null) {
      started.complete(null);
    } else if (closed || late || !(Failures.cause(failure) instanceof CoordinationException)) {
      started.completeExceptionally(Failures.cause(failure));
    } else {
      environment
          .timer()
          .schedule(RETRY_MS, () -> ring.execute(() -> tryToStart(onCluster, started, deadlineNs)));
    }
  }

  private void named(Optional<Entry> entry, Consumer<String> onCluster) {
    if (!image.clusterId().isEmpty()) {
      return;
    }
    byte[] value = entry.orElseThrow(() -> new MetadataException("there is no cluster id")).value();
    Object id = Json.parse(new String(value, StandardCharsets.UTF_8)).get("id");
    if (!(id instanceof String clusterId)) {
      throw new MetadataException("the node " + MetadataPaths.CLUSTER_ID + " names no id");
    }
    onCluster.accept(clusterId);
    MetadataDelta delta = new MetadataDelta(image);
    delta.clusterId(clusterId);
    image = delta.image(0);
  }

  /**
   * Reads what is new. Completes once everything is applied that was in the log when this was
   * called; fails if the store cannot be read, and when the log is closed.
   */
  public CompletionStage<Void> refresh() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (closed) {
      done.completeExceptionally(closedAlready());
      return done;
    }
    waiting.add(done);
    if (!reading) {
      read();
    }
    return done;
  }

  private void read() {
    reading = true;
    List<CompletableFuture<Void>> served = waiting;
    underWay = served;
    waiting = new ArrayList<>();
    reader
        .read(image.version())
        .thenAcceptAsync(this::apply, ring)
        .whenCompleteAsync((applied, failure) -> afterRead(served, failure), ring);
  }

  private void afterRead(List<CompletableFuture<Void>> served, Throwable failure) {
    reading = false;
    if (failure == null) {
      failing = false;
      served.forEach(done -> done.complete(null));
    } else {
      Throwable cause = Failures.cause(failure);
      if (!closed && !failing) {
        // Once, and not again with each try until it works again.
        failing = true;
        LOG.log(Level.WARNING, "metadata: cannot read the log: " + cause);
      }
      served.forEach(done -> done.completeExceptionally(cause));
    }
    if (!waiting.isEmpty()) {
      read();
    }
  }

  private void apply(MetadataReader.News news) {
    if (news.snapshot().isPresent()
        && news.snapshot().get().pointer().sequence() > image.version()) {
      applySnapshot(news.snapshot().get(), news.nodes());
    } else {
      applyNodes(news.firstSequence(), news.nodes());
    }
  }

  /**
   * Together with the tail: a snapshot alone is of the past. A broker that starts would take what
   * was created since for deleted, and delete its logs.
   */
  private void applySnapshot(MetadataReader.Snapshot read, List<byte[]> tail) {
    MetadataImage named = MetadataImage.empty(image.clusterId());
    MetadataDelta fromNothing = new MetadataDelta(named);
    fromNothing.controller(image.controllerId(), image.controllerEpoch());
    for (byte[] chunk : read.chunks()) {
      MetadataRecords.decode(chunk, record -> MetadataReplay.replay(fromNothing, record));
    }
    snapshot = read.pointer();
    nextOffset = snapshot.nextOffset();
    nodesBytes = 0;
    for (byte[] node : tail) {
      nextOffset =
          MetadataRecords.decode(node, record -> MetadataReplay.replay(fromNothing, record));
      nodesBytes += node.length;
    }
    MetadataImage next = fromNothing.image(snapshot.sequence() + tail.size());
    publish(MetadataDelta.between(image, next), next);
  }

  /**
   * Applies nodes of one or more whole commits, unless they are applied already. Called with what
   * was read, and by the controller with what it has just committed.
   *
   * @param firstSequence of the first node given
   */
  public void applyNodes(long firstSequence, List<byte[]> nodes) {
    long last = firstSequence + nodes.size() - 1;
    if (last <= image.version()) {
      return;
    }
    if (firstSequence > image.version() + 1) {
      throw new MetadataException(
          "metadata node " + firstSequence + " cannot follow node " + image.version());
    }
    MetadataDelta delta = new MetadataDelta(image);
    int skipped = (int) (image.version() + 1 - firstSequence);
    for (byte[] node : nodes.subList(skipped, nodes.size())) {
      nextOffset = MetadataRecords.decode(node, record -> MetadataReplay.replay(delta, record));
      nodesBytes += node.length;
    }
    publish(delta, delta.image(last));
  }

  /** Who is said to be the controller now. */
  public void controllerIs(int id, int epoch) {
    if (id != image.controllerId() || epoch != image.controllerEpoch()) {
      MetadataDelta delta = new MetadataDelta(image);
      delta.controller(id, epoch);
      publish(delta, delta.image(image.version()));
    }
  }

  private void publish(MetadataDelta delta, MetadataImage next) {
    image = next;
    images.publish(delta, next);
  }

  /** The image as of now. */
  public MetadataImage image() {
    return image;
  }

  /** The number of the log's next record. */
  public long nextOffset() {
    return nextOffset;
  }

  /** Bytes of the nodes applied since the last snapshot. */
  public long nodesBytes() {
    return nodesBytes;
  }

  /** The snapshot that counts, as far as is known here. */
  public SnapshotPointer snapshot() {
    return snapshot;
  }

  /** The controller has published a snapshot. */
  public void snapshotIs(SnapshotPointer pointer) {
    snapshot = pointer;
    nodesBytes = 0;
  }

  /** Ends following; whoever waits for news is told. The coordination is closed by others. */
  public void close() {
    closed = true;
    nextLook.cancel();
    subscription.ifPresent(Coordination.Subscription::close);
    // What is being read comes when the ring takes nothing any more.
    CoordinationException why = closedAlready();
    List<CompletableFuture<Void>> disappointed = new ArrayList<>(underWay);
    disappointed.addAll(waiting);
    waiting = new ArrayList<>();
    disappointed.forEach(done -> done.completeExceptionally(why));
  }

  private static CoordinationException closedAlready() {
    return new CoordinationException("the metadata log is closed");
  }

  private void onSession(SessionState state) {
    if (state instanceof SessionState.Connected && watching) {
      refreshQuietly();
    }
  }

  /** Looks now and then, and makes sure that there is a watch. */
  private void look() {
    if (closed) {
      return;
    }
    if (!watching) {
      watching = true;
      coordination
          .watch(MetadataPaths.HEAD, () -> ring.execute(this::refreshQuietly))
          .whenCompleteAsync(this::watched, ring);
    } else if (!image.clusterId().isEmpty()) {
      refreshQuietly();
    }
    nextLook.cancel();
    nextLook = environment.timer().schedule(LOOK_MS, () -> ring.execute(this::look));
  }

  private void watched(Coordination.Subscription established, Throwable failure) {
    if (failure == null && closed) {
      established.close();
    } else if (failure == null) {
      subscription = Optional.of(established);
      refreshQuietly();
    } else if (!closed) {
      watching = false;
      nextLook.cancel();
      nextLook = environment.timer().schedule(RETRY_MS, () -> ring.execute(this::look));
    }
  }

  /** A failure is logged, and the next look makes up for it. */
  private void refreshQuietly() {
    if (!closed && !image.clusterId().isEmpty()) {
      refresh().whenComplete((done, failure) -> {});
    }
  }
}
