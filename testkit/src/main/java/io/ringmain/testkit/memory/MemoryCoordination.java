package io.ringmain.testkit.memory;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * One session of a {@link MemoryEnsemble}. Any thread; it calls back on the ensemble's.
 *
 * <p>While the store is {@linkplain MemoryEnsemble#reachable out of reach}, what is asked for fails
 * at once, and a commit's outcome is unknown, though it has not happened.
 */
public final class MemoryCoordination implements Coordination {
  private static final System.Logger LOG = System.getLogger(MemoryCoordination.class.getName());

  private final MemoryEnsemble ensemble;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final List<Unanswered> unanswered = new ArrayList<>();
  private volatile SessionState state;
  private long sessionId;
  private boolean closed;

  MemoryCoordination(MemoryEnsemble ensemble, long sessionId) {
    this.ensemble = ensemble;
    this.sessionId = sessionId;
    this.state = new SessionState.Connected(sessionId);
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    requirePath(path);
    return decided(() -> ensemble.read(path), MemoryCoordination::lost);
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    requirePath(path);
    return decided(() -> ensemble.children(path), MemoryCoordination::lost);
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    operations.forEach(operation -> requirePath(operation.path()));
    return decided(() -> ensemble.commit(sessionId, operations), MemoryCoordination::unknown);
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    requirePath(path);
    Watch watch = new Watch(path, onChange);
    CompletableFuture<Subscription> told = new CompletableFuture<>();
    synchronized (ensemble) {
      if (closed) {
        told.completeExceptionally(new CoordinationException("the session is closed"));
        return told;
      }
      watches.add(watch);
      if (ensemble.isReachable()) {
        answer(told, watch);
      } else {
        unanswered.add(new Unanswered(told, watch));
      }
    }
    return told;
  }

  private void answer(CompletableFuture<Subscription> told, Watch watch) {
    ensemble.thread().execute(() -> told.complete(() -> watches.remove(watch)));
  }

  private static CoordinationException lost() {
    return new CoordinationException("the connection is lost");
  }

  private static CoordinationException unknown() {
    return new UnknownOutcomeException("the connection was lost under a commit", null);
  }

  /** Decides now, under the store's lock, and tells later, so that decisions are told in order. */
  private <T> CompletionStage<T> decided(
      Supplier<T> decision, Supplier<CoordinationException> lost) {
    CompletableFuture<T> told = new CompletableFuture<>();
    synchronized (ensemble) {
      if (closed) {
        told.completeExceptionally(new CoordinationException("the session is closed"));
        return told;
      }
      if (!ensemble.isReachable()) {
        ensemble.thread().execute(() -> told.completeExceptionally(lost.get()));
        return told;
      }
      try {
        T outcome = decision.get();
        ensemble.thread().execute(() -> told.complete(outcome));
      } catch (CoordinationException refused) {
        ensemble.thread().execute(() -> told.completeExceptionally(refused));
      }
    }
    return told;
  }

  private static void requirePath(String path) {
    boolean wellFormed =
        path.equals("/") || (path.startsWith("/") && !path.endsWith("/") && !path.contains("//"));
    if (!wellFormed) {
      throw new IllegalArgumentException(
          path + " is not a path; allowed are / and names separated and preceded by /");
    }
  }

  /** The store has changed. Under its lock. */
  void changed(Set<String> paths) {
    for (Watch watch : watches) {
      if (paths.contains(watch.path)) {
        call(watch);
      }
    }
  }

  private void call(Watch watch) {
    ensemble
        .thread()
        .execute(() -> {
          if (watches.contains(watch)) {
            guarded(watch.onChange);
          }
        });
  }

  @Override
  public SessionState session() {
    return state;
  }

  @Override
  public void onSession(SessionListener listener) {
    synchronized (ensemble) {
      listeners.add(listener);
      SessionState now = state;
      ensemble.thread().execute(() -> guarded(() -> listener.onSession(now)));
    }
  }

  /** The store ends the session; this end hears of it, and establishes another at once. */
  public void expire() {
    synchronized (ensemble) {
      if (closed) {
        return;
      }
      ensemble.endSession(sessionId);
      tell(new SessionState.Expired());
      sessionId = ensemble.newSessionId();
      tell(new SessionState.Connected(sessionId));
      watches.forEach(this::call); // C8
    }
  }

  boolean isSession(long id) {
    synchronized (ensemble) {
      return !closed && sessionId == id;
    }
  }

  /** The connection is lost, or there again. Under the store's lock. */
  void reachable(boolean reachable) {
    if (!reachable) {
      tell(new SessionState.Disconnected());
      return;
    }
    tell(new SessionState.Connected(sessionId));
    watches.forEach(this::call); // C8
    unanswered.forEach(one -> answer(one.told, one.watch));
    unanswered.clear();
  }

  private void tell(SessionState newState) {
    state = newState;
    for (SessionListener listener : listeners) {
      ensemble.thread().execute(() -> guarded(() -> listener.onSession(newState)));
    }
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException failure) {
      LOG.log(WARNING, "a callback of the coordination failed", failure);
    }
  }

  @Override
  public void close() {
    synchronized (ensemble) {
      if (closed) {
        return;
      }
      closed = true;
      watches.clear();
      listeners.clear();
      for (Unanswered one : unanswered) {
        ensemble.thread().execute(() -> one.told.completeExceptionally(lost()));
      }
      unanswered.clear();
      ensemble.leave(this);
      ensemble.endSession(sessionId);
    }
    // C9: whatever was under way has been told when this returns.
    ensemble.thread().runAndWait(() -> {});
  }

  /** A watch that was asked for while the store was out of reach. */
  private record Unanswered(CompletableFuture<Subscription> told, Watch watch) {}

  private record Watch(String path, Runnable onChange) {}
}
