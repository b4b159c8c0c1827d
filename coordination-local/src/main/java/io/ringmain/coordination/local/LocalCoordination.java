package io.ringmain.coordination.local;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.coordination.local.LocalStore.Answer;
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
import java.util.function.Supplier;

/**
 * One session of a {@link LocalStore}.
 *
 * <p>It never expires: it lives and ends with this process. The public methods may be called by any
 * thread, the others are the store's own.
 */
final class LocalCoordination implements Coordination {
  private static final System.Logger LOG = System.getLogger(LocalCoordination.class.getName());

  private final LocalStore store;
  private final long sessionId;
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private volatile SessionState state;

  // Under this object's lock, so that nothing is asked for behind the closing.
  private boolean closed;

  // The store's thread.
  private final List<Watch> watches = new ArrayList<>();
  private final List<SessionListener> listeners = new ArrayList<>();

  LocalCoordination(LocalStore store, long sessionId) {
    this.store = store;
    this.sessionId = sessionId;
    this.state = new SessionState.Connected(sessionId);
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    Tree.requirePath(path);
    return asked(() -> store.tree().read(path), LocalCoordination::unread);
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    Tree.requirePath(path);
    return asked(() -> store.tree().children(path), LocalCoordination::unread);
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    operations.forEach(operation -> Tree.requirePath(operation.path()));
    List<Operation> copied = operations.stream().map(LocalCoordination::copy).toList();
    return asked(() -> store.commit(sessionId, copied), LocalCoordination::unknown);
  }

  /** C11: what the caller does to its bytes before the commit's turn has come changes nothing. */
  private static Operation copy(Operation operation) {
    return switch (operation) {
      case Operation.Create(String path, byte[] value) -> new Operation.Create(path, value.clone());
      case Operation.CreateEphemeral(String path, byte[] value) ->
          new Operation.CreateEphemeral(path, value.clone());
      case Operation.Set(String path, byte[] value, long version) ->
          new Operation.Set(path, value.clone(), version);
      case Operation.Delete _, Operation.Check _ -> operation;
    };
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    Tree.requirePath(path);
    Watch watch = new Watch(path, onChange);
    Subscription subscription = () -> submit(() -> watches.remove(watch), () -> {});
    CompletableFuture<Subscription> told = new CompletableFuture<>();
    if (!submit(() -> watches.add(watch), () -> told.complete(subscription))) {
      told.completeExceptionally(closedAlready());
    }
    return told;
  }

  private static CoordinationException unread() {
    return new CoordinationException("the metadata's disk does not work");
  }

  private static CoordinationException unknown() {
    return new UnknownOutcomeException("the metadata's disk failed under a commit", null);
  }

  private static CoordinationException closedAlready() {
    return new CoordinationException("the session is closed");
  }

  private <T> CompletionStage<T> asked(Supplier<T> decision, Supplier<CoordinationException> lost) {
    CompletableFuture<T> told = new CompletableFuture<>();
    Runnable unanswered = () -> told.completeExceptionally(lost.get());
    LocalStore.Request request =
        connected -> {
          if (!connected) {
            return Answer.always(unanswered);
          }
          try {
            T outcome = decision.get();
            return new Answer(() -> told.complete(outcome), unanswered);
          } catch (CoordinationException refused) {
            return new Answer(() -> told.completeExceptionally(refused), unanswered);
          }
        };
    if (!submit(request)) {
      told.completeExceptionally(closedAlready());
    }
    return told;
  }

  private synchronized boolean submit(LocalStore.Request request) {
    if (!closed) {
      store.submit(request);
    }
    return !closed;
  }

  /** What is carried out whether the disk works or not. */
  private boolean submit(Runnable task, Runnable tell) {
    return submit(_ -> {
      task.run();
      return Answer.always(tell);
    });
  }

  @Override
  public SessionState session() {
    return state;
  }

  @Override
  public void onSession(SessionListener listener) {
    submit(() -> listeners.add(listener), () -> tell(listener));
  }

  @Override
  public void close() {
    synchronized (this) {
      submit(this::leave, () -> left.complete(null));
      closed = true;
    }
    if (!store.isOwnThread()) {
      left.join();
      store.awaitEndIfEnding();
    }
  }

  // From here on, the store's thread.

  private void leave() {
    watches.clear();
    listeners.clear();
    store.leave(this, sessionId);
  }

  void changed(Set<String> paths) {
    for (Watch watch : List.copyOf(watches)) {
      // One that an earlier callback has closed is told no more.
      if (paths.contains(watch.path) && watches.contains(watch)) {
        guarded(watch.onChange);
      }
    }
  }

  void disconnected() {
    state = new SessionState.Disconnected();
    List.copyOf(listeners).forEach(this::tell);
  }

  void connectedAgain() {
    state = new SessionState.Connected(sessionId);
    List.copyOf(listeners).forEach(this::tell);
    List.copyOf(watches).forEach(watch -> guarded(watch.onChange)); // C8
  }

  private void tell(SessionListener listener) {
    guarded(() -> listener.onSession(state));
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException failure) {
      LOG.log(WARNING, "a callback of the coordination failed", failure);
    }
  }

  /** Equal to itself alone: of two with the same path and callback, each is closed by itself. */
  private static final class Watch {
    private final String path;
    private final Runnable onChange;

    private Watch(String path, Runnable onChange) {
      this.path = path;
      this.onChange = onChange;
    }
  }
}
