package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.Failures;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.MetadataLog;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.message.BrokerHeartbeatResponse;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.SessionState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * This broker's part in deciding: registers it, runs for controller, and while elected turns
 * operations into commits of the metadata log.
 *
 * <pre>
 *              elected, log read up to its head
 *   STANDBY ───────────────────────────────────▶ ACTIVE   operations are drafted and committed
 *      ▲  operations fail with NOT_CONTROLLER       │
 *      └────── deposed, session expired, closed ────┘
 * </pre>
 *
 * <p>Operations that arrive while a commit is under way go into the next one together: a commit
 * costs the same for one change and for thousands. Any thread may submit; all else is on the
 * metadata ring.
 */
public final class Controller implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Controller.class.getName());

  /** No answer waits longer for this broker to know of a change that another has made. */
  private static final long CATCH_UP_MS = 2_000;

  private final Environment environment;
  private final Coordination coordination;
  private final BrokerIdentity self;
  private final MetadataImages images;
  private final SnapshotPolicy snapshotPolicy;
  private final Supplier<BrokerConfig> config;
  private final BrokerChanges changes;
  private final Ring<Object> ring;
  private final MetadataLog log;
  private final BrokerRegistrar registrar;
  private final ControllerElection election;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final ArrayDeque<Pending<?>> queue = new ArrayDeque<>();

  private Optional<Active> active = Optional.empty();
  private int electedEpoch = -1;
  private boolean committing;
  private boolean closed;

  /** What there is only while this broker is the controller. */
  private record Active(
      MetadataAppender appender,
      SnapshotWriter snapshots,
      BrokerTracker tracker,
      BrokerKeeper keeper,
      LeaderBalance balance) {}

  /** An operation that waits for its commit. */
  private record Pending<R>(ControllerOperation<R> operation, CompletableFuture<R> answer) {}

  /**
   * @param images where the images go; its listeners are added before {@link #start}
   * @param config this broker's settings as of now
   */
  public Controller(
      Environment environment,
      Coordination coordination,
      BrokerIdentity self,
      MetadataImages images,
      SnapshotPolicy snapshotPolicy,
      Supplier<BrokerConfig> config) {
    this.environment = environment;
    this.config = config;
    this.changes = new BrokerChanges(config);
    this.coordination = coordination;
    this.self = self;
    this.images = images;
    this.snapshotPolicy = snapshotPolicy;
    this.ring = environment.rings().create("metadata", 2, Object::new, new Flush());
    this.log = new MetadataLog(environment, coordination, ring::execute, images);
    this.registrar = new BrokerRegistrar(environment, coordination, ring::execute, self);
    this.election =
        new ControllerElection(environment, coordination, ring::execute, self, new Elections());
  }

  /** The end of a run of tasks is the moment to commit what they submitted. */
  private final class Flush implements RingConsumer<Object> {
    @Override
    public void onEvent(Object event) {
      // The ring carries tasks only.
    }

    @Override
    public void onEndOfBatch() {
      flush();
    }
  }

  private final class Elections implements ControllerElection.Listener {
    @Override
    public void onElected(int controllerEpoch, long epochVersion) {
      elected(controllerEpoch, epochVersion);
    }

    @Override
    public void onController(int brokerId, int controllerEpoch) {
      standBy();
      log.controllerIs(brokerId, controllerEpoch);
    }
  }

  /**
   * Reads the metadata log, registers this broker and runs for controller.
   *
   * @param onCluster told the cluster's id before anything else is read or written; what it throws
   *     fails the start
   * @return completes once this broker is in the image as it is now, if still fenced; fails if the
   *     store cannot be read or another broker has the same id
   */
  public CompletionStage<Void> start(Consumer<String> onCluster) {
    images.addListener((delta, image) -> seeSelf(image));
    images.addListener(this::seeConfigs);
    ring.execute(() ->
        log.start(onCluster)
            .thenComposeAsync(done -> joined(), ring::execute)
            .whenComplete((done, failure) -> failed(failure)));
    return ready;
  }

  private CompletionStage<Void> joined() {
    coordination.onSession(state -> ring.execute(() -> onSession(state)));
    CompletionStage<Void> registered = registrar.start();
    election.start();
    return registered;
  }

  private void failed(Throwable failure) {
    if (failure != null) {
      ready.completeExceptionally(Failures.cause(failure));
    }
  }

  private void seeConfigs(MetadataDelta delta, MetadataImage image) {
    if (active.isPresent() && !delta.configsChanged().isEmpty()) {
      changes.afterConfigs(image).forEach(this::submitQuietly);
    }
  }

  private void seeSelf(MetadataImage image) {
    boolean registered =
        image
            .broker(self.id())
            .filter(broker -> broker.incarnationId().equals(self.incarnationId()))
            .isPresent();
    if (registered && !ready.isDone()) {
      // Only after the other listeners have heard of the image as well.
      ring.execute(() -> ready.complete(null));
    }
  }

  /**
   * Carries an operation out. Any thread.
   *
   * @return completes on the metadata ring once the image with the change is published; fails with
   *     {@link ControllerException}
   */
  public <R> CompletionStage<R> submit(ControllerOperation<R> operation) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    ring.execute(() -> queue.add(new Pending<>(operation, answer)));
    return answer;
  }

  /** For changes that follow from others. Metadata ring only. */
  CompletableFuture<Void> submitHere(ControllerOperation<Void> operation) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    queue.add(new Pending<>(operation, answer));
    return answer.whenComplete((_, failure) -> logFailure(failure));
  }

  /** For changes that nobody waits for. Metadata ring only. */
  void submitQuietly(ControllerOperation<Void> operation) {
    CompletableFuture<Void> _ = submitHere(operation);
  }

  /**
   * A broker gives a sign of life. Any thread.
   *
   * @return fails with {@link ControllerException} when this broker is not the controller, or the
   *     registration is an older one
   */
  public CompletionStage<BrokerHeartbeatResponse> heard(BrokerHeartbeatRequest request) {
    return CompletableFuture.supplyAsync(() -> keeper().heard(request), ring::execute)
        .thenCompose(answer -> answer);
  }

  /**
   * Takes a broker off the list. Any thread.
   *
   * @return fails with {@link ControllerException}
   */
  public CompletionStage<Void> unregister(int brokerId) {
    return CompletableFuture.supplyAsync(this::keeper, ring::execute)
        .thenComposeAsync(keeper -> keeper.unregister(brokerId), ring::execute);
  }

  private BrokerKeeper keeper() {
    return active.map(Active::keeper).orElseThrow(ControllerException::notController);
  }

  /** Runs a task on the metadata ring. Any thread. */
  public void execute(Runnable task) {
    ring.execute(task);
  }

  private void logFailure(Throwable failure) {
    if (failure != null && active.isPresent()) {
      LOG.log(Level.WARNING, "metadata: a change failed: " + failure);
    }
  }

  /**
   * Reads what other brokers have written. Any thread.
   *
   * @return completes, on the metadata ring, when this broker's image has all that was in the log
   *     when this was called; also when the store cannot be read for a while
   */
  public CompletionStage<Void> caughtUp() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Timer.Timeout timeout = environment.timer().schedule(CATCH_UP_MS, () -> done.complete(null));
    CompletableFuture<Void> _ = done.whenComplete((_, _) -> timeout.cancel());
    ring.execute(() -> {
      if (active.isPresent()) {
        done.complete(null);
      } else {
        log.refresh().whenComplete((_, _) -> done.complete(null));
      }
    });
    return done;
  }

  /** The image as of now. */
  public MetadataImage image() {
    return images.current();
  }

  /** Whether this broker is the controller, as far as it knows. Any thread. */
  public boolean isActive() {
    return images.current().controllerId() == self.id();
  }

  private void flush() {
    if (active.isEmpty()) {
      queue.forEach(pending -> refuse(pending, ControllerException.notController()));
      queue.clear();
    } else if (!committing && !queue.isEmpty()) {
      commit(active.get());
    }
  }

  private void commit(Active elected) {
    MetadataImage image = log.image();
    List<TypedRecord> records = new ArrayList<>();
    List<Runnable> answers = new ArrayList<>();
    List<Pending<?>> drafted = new ArrayList<>();
    int sizeBytes = 0;
    while (!queue.isEmpty()) {
      Pending<?> pending = queue.peek();
      Draft draft = new Draft(image, log.image().version() + 1, environment.random());
      Optional<Runnable> answer = run(pending, draft);
      if (answer.isPresent() && draft.sizeBytes() > MetadataAppender.MAX_COMMIT_BYTES) {
        refuse(pending, tooLarge());
        answer = Optional.empty();
      } else if (answer.isPresent()
          && sizeBytes + draft.sizeBytes() > MetadataAppender.MAX_COMMIT_BYTES) {
        break;
      }
      queue.remove();
      if (answer.isPresent()) {
        image = draft.image();
        records.addAll(draft.records());
        sizeBytes += draft.sizeBytes();
        answers.add(answer.get());
        drafted.add(pending);
      }
    }
    if (records.isEmpty()) {
      answers.forEach(Runnable::run);
      return;
    }
    committing = true;
    elected
        .appender
        .append(records)
        .whenComplete((done, failure) -> afterCommit(elected, answers, drafted, failure));
  }

  private static ControllerException tooLarge() {
    return new ControllerException(
        ErrorCode.POLICY_VIOLATION, "The request would change too much at once; split it.");
  }

  /** Drafts one operation; its answer, or nothing if it was refused. */
  private static <R> Optional<Runnable> run(Pending<R> pending, Draft draft) {
    try {
      R result = pending.operation.run(draft);
      return Optional.of(() -> pending.answer.complete(result));
    } catch (ControllerException e) {
      refuse(pending, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "metadata: an operation failed", e);
      refuse(pending, e);
    }
    return Optional.empty();
  }

  private static void refuse(Pending<?> pending, RuntimeException why) {
    pending.answer.completeExceptionally(why);
  }

  private void afterCommit(
      Active elected, List<Runnable> answers, List<Pending<?>> drafted, Throwable failure) {
    committing = false;
    if (failure == null) {
      answers.forEach(Runnable::run);
      elected.snapshots.afterAppend();
      // Whatever waited meanwhile: at the end of this run of tasks.
      ring.execute(() -> {});
    } else {
      drafted.forEach(pending -> pending.answer.completeExceptionally(Failures.cause(failure)));
      standBy();
      election.forget();
    }
  }

  private void elected(int controllerEpoch, long epochVersion) {
    standBy();
    electedEpoch = controllerEpoch;
    // Reading after the election sees everything that was written before it: nobody else can write.
    coordination
        .read(MetadataPaths.HEAD)
        .thenCombine(log.refresh(), (head, done) -> head)
        .whenCompleteAsync(
            (head, failure) -> {
              if (closed || electedEpoch != controllerEpoch) {
                return;
              }
              if (failure != null || head.isEmpty()) {
                environment
                    .timer()
                    .schedule(
                        100, () -> ring.execute(() -> elected(controllerEpoch, epochVersion)));
              } else {
                activate(controllerEpoch, epochVersion, head.get());
              }
            },
            ring::execute);
  }

  private void activate(int controllerEpoch, long epochVersion, Entry head) {
    MetadataAppender appender =
        new MetadataAppender(
            environment,
            coordination,
            ring::execute,
            log,
            controllerEpoch,
            epochVersion,
            head.version());
    SnapshotWriter snapshots =
        new SnapshotWriter(
            environment.clock(), coordination, ring::execute, log, appender, snapshotPolicy);
    BrokerTracker tracker =
        new BrokerTracker(environment, coordination, ring::execute, this, changes);
    BrokerKeeper keeper =
        new BrokerKeeper(environment, ring::execute, this, config, changes, tracker::isPresent);
    LeaderBalance balance = new LeaderBalance(environment, ring::execute, this, config);
    active = Optional.of(new Active(appender, snapshots, tracker, keeper, balance));
    LOG.log(Level.INFO, "controller: broker " + self.id() + " elected, epoch " + controllerEpoch);
    log.controllerIs(self.id(), controllerEpoch);
    tracker.start();
    keeper.start();
    balance.start();
  }

  private void standBy() {
    Optional<Active> was = active;
    active = Optional.empty();
    electedEpoch = -1;
    was.ifPresent(elected -> {
      elected.tracker.stop();
      elected.keeper.stop();
      elected.balance.stop();
      elected.appender.stop();
    });
  }

  private void onSession(SessionState state) {
    switch (state) {
      case SessionState.Connected connected -> {
        registrar.look();
        election.look();
      }
      case SessionState.Expired expired -> {
        standBy();
        log.controllerIs(MetadataImage.NO_CONTROLLER, log.image().controllerEpoch());
      }
      case SessionState.Disconnected disconnected -> {}
    }
  }

  /** Ends everything here; the coordination's end gives registration and office up. Idempotent. */
  @Override
  public void close() {
    ring.execute(() -> {
      closed = true;
      standBy();
      election.close();
      registrar.close();
      log.close();
      flush();
    });
    ring.close();
  }
}
