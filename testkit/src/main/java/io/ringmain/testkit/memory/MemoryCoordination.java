package io.ringmain.testkit.memory;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
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
 * <p>It never loses its connection, so nothing is ever unknown; but it can be told to expire.
 */
public final class MemoryCoordination implements Coordination {
  private static final System.Logger LOG = System.getLogger(MemoryCoordination.class.getName());

  private final MemoryEnsemble ensemble;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
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
    return decided(() -> ensemble.read(path));
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    requirePath(path);
    return decided(() -> ensemble.children(path));
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    operations.forEach(operation -> requirePath(operation.path()));
    return decided(() -> ensemble.commit(sessionId, operations));
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    requirePath(path);
    Watch watch = new Watch(path, onChange);
    return decided(() -> {
      watches.add(watch);
      return () -> watches.remove(watch);
    });
  }

  /** Decides now, under the store's lock, and tells later, so that decisions are told in order. */
  private <T> CompletionStage<T> decided(Supplier<T> decision) {
    CompletableFuture<T> told = new CompletableFuture<>();
    synchronized (ensemble) {
      if (closed) {
        told.completeExceptionally(new CoordinationException("the session is closed"));
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
      ensemble.leave(this);
      ensemble.endSession(sessionId);
    }
    // C9: whatever was under way has been told when this returns.
    ensemble.thread().runAndWait(() -> {});
  }

  private record Watch(String path, Runnable onChange) {}
}
