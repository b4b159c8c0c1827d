package org.example.coordination.onefile;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One session. Methods of the contract are called from any thread, and hand what is asked for to
 * the store's thread; the others run there.
 *
 * <p>The store is in this process: a session is connected for as long as the file can be written,
 * and never expires.
 */
final class OneFileCoordination implements Coordination {
  private static final int BYTES_OF_AN_OPERATION = 16;

  private final Store store;
  private final long sessionId;
  private final Runnable onClosed;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean ended;
  private volatile SessionState state;

  /** An object of its own for each: the same path may be watched twice. */
  private static final class Watch {
    final String path;
    final Runnable onChange;

    Watch(String path, Runnable onChange) {
      this.path = path;
      this.onChange = onChange;
    }
  }

  OneFileCoordination(Store store, long sessionId, Runnable onClosed) {
    this.store = store;
    this.sessionId = sessionId;
    this.onClosed = onClosed;
    this.state = new SessionState.Connected(sessionId);
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    requirePath(path);
    return asked(() -> store.read(path));
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    requirePath(path);
    return asked(() -> store.children(path));
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    List<Operation> copies = new ArrayList<>();
    int bytes = 0;
    for (Operation operation : operations) {
      requirePath(operation.path());
      Operation copy = copy(operation);
      copies.add(copy);
      int valueBytes = valueBytes(copy);
      if (valueBytes > Operation.MAX_VALUE_BYTES) {
        return tooLarge("the value of " + copy.path(), valueBytes, Operation.MAX_VALUE_BYTES);
      }
      bytes += BYTES_OF_AN_OPERATION + copy.path().length() + valueBytes;
    }
    return bytes > Operation.MAX_COMMIT_BYTES
        ? tooLarge("the commit", bytes, Operation.MAX_COMMIT_BYTES)
        : asked(() -> store.commit(sessionId, copies));
  }

  /** C11. */
  private static <T> CompletionStage<T> tooLarge(String what, int bytes, int allowedBytes) {
    return CompletableFuture.failedFuture(
        new CoordinationException(
            "%s has %d bytes; at most %d are allowed".formatted(what, bytes, allowedBytes)));
  }

  private static Operation copy(Operation operation) {
    return switch (operation) {
      case Operation.Create(String path, byte[] value) -> new Operation.Create(path, value.clone());
      case Operation.CreateEphemeral(String path, byte[] value) ->
          new Operation.CreateEphemeral(path, value.clone());
      case Operation.Set(String path, byte[] value, long expectedVersion) ->
          new Operation.Set(path, value.clone(), expectedVersion);
      case Operation.Delete delete -> delete;
      case Operation.Check check -> check;
    };
  }

  private static int valueBytes(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> create.value().length;
      case Operation.CreateEphemeral create -> create.value().length;
      case Operation.Set set -> set.value().length;
      case Operation.Delete _, Operation.Check _ -> 0;
    };
  }

  /** C10. */
  private static void requirePath(String path) {
    boolean isPath =
        path.equals("/") || (path.startsWith("/") && !path.endsWith("/") && !path.contains("//"));
    if (!isPath) {
      throw new IllegalArgumentException(
          "\"%s\" is no path; allowed are / and /name/name".formatted(path));
    }
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    requirePath(path);
    Watch watch = new Watch(path, onChange);
    return asked(() -> {
      watches.add(watch);
      return () -> watches.remove(watch);
    });
  }

  private <T> CompletionStage<T> asked(Supplier<T> answer) {
    CompletableFuture<T> told = new CompletableFuture<>();
    if (closed.get() || !store.execute(() -> tell(told, answer))) {
      told.completeExceptionally(new CoordinationException("the session is closed"));
    }
    return told;
  }

  private <T> void tell(CompletableFuture<T> told, Supplier<T> answer) {
    try {
      if (ended) {
        throw new CoordinationException("the session is closed");
      }
      told.complete(answer.get());
    } catch (CoordinationException refused) {
      told.completeExceptionally(refused);
    }
  }

  /** The store has changed. */
  void changed(Set<String> paths) {
    for (Watch watch : watches) {
      if (paths.contains(watch.path) && watches.contains(watch)) {
        Store.guarded(watch.onChange);
      }
    }
  }

  @Override
  public SessionState session() {
    return state;
  }

  @Override
  public void onSession(SessionListener listener) {
    store.execute(() -> {
      listeners.add(listener);
      Store.guarded(() -> listener.onSession(state));
    });
  }

  void tell(SessionState newState) {
    state = newState;
    listeners.forEach(listener -> Store.guarded(() -> listener.onSession(newState)));
  }

  /** C9. What was asked for before is answered before: there is one queue. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      store.executeAndWait(() -> {
        ended = true;
        watches.clear();
        listeners.clear();
        store.end(this, sessionId);
      });
      onClosed.run();
    }
  }
}
