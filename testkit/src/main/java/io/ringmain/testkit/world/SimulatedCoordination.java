package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import io.ringmain.testkit.simulation.SimulatedProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One process's end of its session with the {@link SimulatedStore}.
 *
 * <pre>
 *   read, commit … ──▶ takes time ──▶ decided by the store ──▶ takes time ──▶ told, in order
 *                         └── connection lost meanwhile: a read fails, a commit is unknown ──┘
 * </pre>
 */
final class SimulatedCoordination implements Coordination {
  private static final System.Logger LOG = System.getLogger(SimulatedCoordination.class.getName());

  private final SimulatedStore store;
  private final SimulatedProcess process;
  private final int sessionTimeoutMs;
  private final Executor thread;
  private final Set<Watch> watches = new LinkedHashSet<>();
  private final List<SessionListener> listeners = new ArrayList<>();

  /** Watches that were asked for while the store was out of reach. */
  private final Map<Watch, CompletableFuture<Subscription>> whenConnected = new LinkedHashMap<>();

  private final Set<Call<?>> underWay = new LinkedHashSet<>();
  private SessionState state;
  private long sessionId;
  private long asksNs;
  private long toldNs;
  private boolean broken;
  private boolean closed;

  SimulatedCoordination(SimulatedStore store, SimulatedProcess process, int sessionTimeoutMs) {
    this.store = store;
    this.process = process;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.thread = process.newExecutor("coordination");
    this.sessionId = store.beginSession(process, sessionTimeoutMs);
    this.state = new SessionState.Connected(sessionId);
  }

  SimulatedProcess process() {
    return process;
  }

  /** A call under way. */
  private static final class Call<T> {
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final boolean commits;

    private Call(boolean commits) {
      this.commits = commits;
    }

    private CoordinationException lost() {
      return commits
          ? new UnknownOutcomeException("the connection was lost", null)
          : new CoordinationException("the connection was lost");
    }
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    requirePath(path);
    return call(false, () -> store.read(process, path));
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    requirePath(path);
    return call(false, () -> store.children(process, path));
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    operations.forEach(operation -> requirePath(operation.path()));
    long mine = sessionId;
    return call(
        true,
        () -> {
          if (!store.knows(mine)) {
            throw new CoordinationException("the session has expired");
          }
          Operation.requireWithinLimits(operations);
          return store.commit(process, mine, operations);
        });
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    requirePath(path);
    Watch watch = new Watch(path, onChange);
    if (closed || state instanceof SessionState.Connected) {
      return set(watch);
    }
    CompletableFuture<Subscription> set = new CompletableFuture<>();
    whenConnected.put(watch, set);
    return set;
  }

  private CompletionStage<Subscription> set(Watch watch) {
    return call(
        false,
        () -> {
          watches.add(watch);
          store.watching(process, watch.path);
          return () -> watches.remove(watch);
        });
  }

  private void setWhatWaited() {
    Map<Watch, CompletableFuture<Subscription>> waiting = new LinkedHashMap<>(whenConnected);
    whenConnected.clear();
    waiting.forEach((watch, told) ->
        set(watch)
            .whenComplete((subscription, failure) -> {
              if (failure == null) {
                told.complete(subscription);
              } else {
                told.completeExceptionally(failure);
              }
            }));
  }

  private <T> CompletionStage<T> call(boolean commits, Supplier<T> decision) {
    Call<T> call = new Call<>(commits);
    if (closed || !(state instanceof SessionState.Connected)) {
      CoordinationException why =
          closed ? new CoordinationException("the session is closed") : call.lost();
      tell(0, () -> call.answer.completeExceptionally(why));
      return call.answer;
    }
    underWay.add(call);
    long nowNs = store.scheduler().monotonicNs();
    asksNs = Math.max(asksNs + 1, nowNs + store.drawDelayNs(process.name()));
    store.scheduler().at(asksNs, () -> decide(call, decision));
    return call.answer;
  }

  private <T> void decide(Call<T> call, Supplier<T> decision) {
    if (!underWay.contains(call) || !process.isAlive()) {
      return;
    }
    if (!store.isReachableFrom(process)) {
      // It never arrived, and a connection that has lost something is at its end, however soon the
      // store is back: whoever waits is told when that is noticed.
      broken = true;
      return;
    }
    try {
      T outcome = decision.get();
      answer(call, () -> call.answer.complete(outcome));
    } catch (CoordinationException refused) {
      answer(call, () -> call.answer.completeExceptionally(refused));
    }
  }

  private void answer(Call<?> call, Runnable completion) {
    tell(
        store.drawDelayNs(process.name()),
        () -> {
          if (underWay.remove(call)) {
            completion.run();
          }
        });
  }

  /** C2: on the one thread, in the order of the decisions. */
  private void tell(long delayNs, Runnable telling) {
    long nowNs = store.scheduler().monotonicNs();
    toldNs = Math.max(toldNs + 1, nowNs + delayNs);
    store.scheduler().at(toldNs, () -> thread.execute(telling));
  }

  private static void requirePath(String path) {
    boolean wellFormed =
        path.equals("/") || (path.startsWith("/") && !path.endsWith("/") && !path.contains("//"));
    if (!wellFormed) {
      throw new IllegalArgumentException(
          path + " is not a path; allowed are / and names separated and preceded by /");
    }
  }

  /** The store has changed. */
  void changed(Set<String> paths, long lateNs) {
    if (!(state instanceof SessionState.Connected)) {
      return;
    }
    for (Watch watch : watches) {
      if (paths.contains(watch.path)) {
        store.watchTold(process, watch.path);
        if (lateNs == 0) {
          tell(store.drawDelayNs(process.name()), () -> call(watch));
        } else {
          long dueNs = store.scheduler().monotonicNs() + lateNs;
          store.scheduler().at(dueNs, () -> thread.execute(() -> call(watch)));
        }
      }
    }
  }

  private void call(Watch watch) {
    if (watches.contains(watch)) {
      guarded(watch.onChange);
    }
  }

  /** Now and then: whether the store is still there, and still knows the session. */
  void look() {
    if (closed || !process.isRunning()) {
      return;
    }
    boolean reachable = store.isReachableFrom(process);
    switch (state) {
      case SessionState.Connected _ -> {
        if (!reachable || broken) {
          loseConnection();
        } else if (!store.knows(sessionId)) {
          expired();
        }
      }
      case SessionState.Disconnected _ -> {
        if (reachable && store.knows(sessionId)) {
          connected();
        } else if (reachable) {
          expired();
        }
      }
      case SessionState.Expired _ -> {
        if (reachable) {
          sessionId = store.beginSession(process, sessionTimeoutMs);
          connected();
        }
      }
    }
  }

  /** C6: what was under way has failed, or is unknown. */
  void loseConnection() {
    if (closed || !(state instanceof SessionState.Connected)) {
      return;
    }
    failUnderWay();
    become(new SessionState.Disconnected());
  }

  private void failUnderWay() {
    for (Call<?> call : List.copyOf(underWay)) {
      underWay.remove(call);
      tell(0, () -> call.answer.completeExceptionally(call.lost()));
    }
  }

  private void expired() {
    failUnderWay();
    become(new SessionState.Expired());
  }

  /** C8: every watch is called, since nobody knows what was missed. */
  private void connected() {
    become(new SessionState.Connected(sessionId));
    for (Watch watch : watches) {
      tell(0, () -> call(watch));
    }
    setWhatWaited();
  }

  private void become(SessionState newState) {
    state = newState;
    broken = false;
    for (SessionListener listener : List.copyOf(listeners)) {
      tell(0, () -> guarded(() -> listener.onSession(newState)));
    }
  }

  @Override
  public SessionState session() {
    return state;
  }

  @Override
  public void onSession(SessionListener listener) {
    listeners.add(listener);
    SessionState now = state;
    tell(0, () -> guarded(() -> listener.onSession(now)));
  }

  private void guarded(Runnable callback) {
    if (closed) {
      return;
    }
    try {
      callback.run();
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "a callback of the coordination failed", failure);
    }
  }

  /** C9. The store hears of it only if it is within reach. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    watches.clear();
    listeners.clear();
    whenConnected
        .values()
        .forEach(
            told -> told.completeExceptionally(new CoordinationException("the session is closed")));
    whenConnected.clear();
    for (Call<?> call : List.copyOf(underWay)) {
      underWay.remove(call);
      call.answer.completeExceptionally(call.lost());
    }
    store.leave(this);
    if (store.isReachableFrom(process)) {
      store.endSession(sessionId);
    }
  }

  /** Each is its own, whatever path it is for. */
  private static final class Watch {
    private final String path;
    private final Runnable onChange;

    private Watch(String path, Runnable onChange) {
      this.path = path;
      this.onChange = onChange;
    }
  }
}
