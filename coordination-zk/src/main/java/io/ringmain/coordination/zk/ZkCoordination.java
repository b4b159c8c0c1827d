package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * ZooKeeper as a {@link Coordination}: one {@link ZkSession} after another.
 *
 * <p>Called from any thread. Session states, watches and listeners belong to the {@link
 * CallbackThread}; what callers need of them is published in volatile fields.
 *
 * <pre>
 *   connecting ─▶ SyncConnected ─▶ sync ─▶ Connected(id) ⇄ Disconnected ─▶ Expired ─▶ connecting
 * </pre>
 *
 * <p>A new session may reach a server that lags behind the one before, so it catches up by a sync
 * before it counts as connected.
 */
final class ZkCoordination implements Coordination {
  private static final Logger LOG = System.getLogger(ZkCoordination.class.getName());
  private static final long REOPEN_DELAY_MS = 1000;

  private final ConnectString target;
  private final SessionOpener opener;
  private final CallbackThread callbacks = new CallbackThread("ringmain-coordination");
  private final CompletableFuture<Void> firstConnected = new CompletableFuture<>();
  private final Object lifecycle = new Object();
  // On the callback thread only:
  private final ZkWatches watches = new ZkWatches();
  private final List<SessionListener> listeners = new ArrayList<>();
  private ZkSession established;

  private volatile SessionState state = new SessionState.Disconnected();
  private volatile ZkSession session;
  private volatile boolean closed;

  /** Begins a session, which tells of its states and changes on the callback thread. */
  @FunctionalInterface
  interface SessionOpener {
    ZkSession open(
        CallbackThread callbacks,
        BiConsumer<ZkSession, KeeperState> onState,
        Consumer<String> onChange)
        throws IOException;
  }

  ZkCoordination(ConnectString target, int sessionTimeoutMs, boolean sasl) {
    this(
        target,
        (callbacks, onState, onChange) ->
            new ZkSession(target.hosts(), sessionTimeoutMs, sasl, callbacks, onState, onChange));
  }

  ZkCoordination(ConnectString target, SessionOpener opener) {
    this.target = target;
    this.opener = opener;
  }

  /** Begins the first session; the returned future tells when it is there. */
  CompletableFuture<Void> connect() {
    // Like every later one on the callback thread: what it says waits until it is the session.
    callbacks.post(this::begin);
    return firstConnected;
  }

  private void begin() {
    synchronized (lifecycle) {
      if (closed) {
        return;
      }
      try {
        session = newSession();
      } catch (IOException | RuntimeException notBegun) {
        firstConnected.completeExceptionally(notBegun);
      }
    }
  }

  /** The session of the moment, for what only this module does with it. */
  ZkSession zkSession() {
    return session;
  }

  private ZkSession newSession() throws IOException {
    return opener.open(callbacks, this::onState, watches::changed);
  }

  @Override
  public CompletionStage<Optional<Entry>> read(String path) {
    String absolute = target.absolute(path);
    return ask(open -> open.read(absolute));
  }

  @Override
  public CompletionStage<Optional<List<String>>> children(String path) {
    String absolute = target.absolute(path);
    return ask(open -> open.children(absolute));
  }

  @Override
  public CompletionStage<List<Long>> commit(List<Operation> operations) {
    List<Operation> copy = List.copyOf(operations);
    Optional<CoordinationException> tooLarge =
        ZkOperations.tooLarge(copy, target.chroot().length());
    if (tooLarge.isPresent()) {
      return failed(tooLarge.get());
    }
    return ask(open -> open.commit(copy, target));
  }

  private <T> CompletionStage<T> ask(Function<ZkSession, CompletableFuture<T>> request) {
    if (closed) {
      return failed(closedException());
    }
    return request.apply(session).minimalCompletionStage();
  }

  private <T> CompletionStage<T> failed(CoordinationException exception) {
    CompletableFuture<T> failed = new CompletableFuture<>();
    callbacks.post(() -> failed.completeExceptionally(exception));
    return failed.minimalCompletionStage();
  }

  private static CoordinationException closedException() {
    return new CoordinationException("the coordination is closed");
  }

  @Override
  public CompletionStage<Subscription> watch(String path, Runnable onChange) {
    String absolute = target.absolute(path);
    CompletableFuture<Subscription> ready = new CompletableFuture<>();
    Subscription subscription =
        new Subscription() {
          @Override
          public void close() {
            callbacks.post(() -> {
              if (!closed) {
                watches.remove(absolute, this, session);
              }
            });
          }
        };
    callbacks.post(() -> {
      if (closed) {
        ready.completeExceptionally(closedException());
      } else {
        watches.add(absolute, onChange, ready, subscription, session);
      }
    });
    return ready.minimalCompletionStage();
  }

  @Override
  public SessionState session() {
    return state;
  }

  @Override
  public void onSession(SessionListener listener) {
    callbacks.post(() -> {
      if (!closed) {
        listeners.add(listener);
        listener.onSession(state);
      }
    });
  }

  /** What ZooKeeper's client says of its connection. On the callback thread. */
  private void onState(ZkSession from, KeeperState keeperState) {
    if (closed || from != session) {
      return;
    }
    switch (keeperState) {
      case SyncConnected -> onConnected(from);
      case Disconnected -> become(new SessionState.Disconnected());
      case Expired -> {
        become(new SessionState.Expired());
        replace(from);
      }
      case AuthFailed -> onAuthFailed(from);
      default -> LOG.log(Level.DEBUG, "{0} of session {1}", keeperState, from.id());
    }
  }

  private void onConnected(ZkSession from) {
    if (from == established) {
      announce(from);
      return;
    }
    // When the connection is lost under the sync, the next connection begins anew.
    var _ =
        from.sync()
            .thenRun(() -> {
              if (from == session && !closed) {
                established = from;
                announce(from);
              }
            });
  }

  private void announce(ZkSession from) {
    become(new SessionState.Connected(from.id()));
    firstConnected.complete(null);
    watches.connected(from);
  }

  private void onAuthFailed(ZkSession from) {
    firstConnected.completeExceptionally(
        new CoordinationException(target.hosts() + " refused to authenticate this broker"));
    LOG.log(Level.ERROR, "{0} refused to authenticate; trying again", target.hosts());
    become(new SessionState.Disconnected());
    callbacks.postLater(REOPEN_DELAY_MS, () -> replace(from));
  }

  private void become(SessionState next) {
    if (next.equals(state)) {
      return;
    }
    state = next;
    for (SessionListener listener : List.copyOf(listeners)) {
      CallbackThread.callBack(() -> listener.onSession(next));
    }
  }

  /** Begins another session in place of one that is over. On the callback thread. */
  private void replace(ZkSession over) {
    synchronized (lifecycle) {
      if (closed || over != session) {
        return;
      }
      over.close();
      try {
        session = newSession();
      } catch (IOException | RuntimeException outOfResources) {
        LOG.log(Level.WARNING, "no new session could be begun; trying again", outOfResources);
        callbacks.postLater(REOPEN_DELAY_MS, () -> replace(over));
      }
    }
  }

  @Override
  public void close() {
    synchronized (lifecycle) {
      if (!closed) {
        closed = true;
        callbacks.post(watches::closed);
        if (session != null) {
          session.close();
        }
      }
    }
    callbacks.stop();
  }
}
