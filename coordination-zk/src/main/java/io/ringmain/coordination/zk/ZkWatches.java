package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.Coordination.Subscription;
import io.ringmain.spi.coordination.CoordinationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Who watches what, over all sessions of one coordination (rule C8).
 *
 * <p>Only ever touched on the {@link CallbackThread}. For each path there is one persistent watch
 * in the store, however many subscriptions:
 *
 * <pre>
 *   absent ──▶ asked for ──▶ in place ──▶ removed
 *                 ▲  │           │
 *                 └──┴───────────┘  connection lost under the request, or session expired
 * </pre>
 *
 * <p>ZooKeeper's client puts persistent watches up again when it reconnects, but does not tell of
 * what happened in between. So everybody is told once, whatever happened.
 */
final class ZkWatches {
  private final Map<String, Watched> byPath = new HashMap<>();

  /** One path and whoever watches it. */
  private static final class Watched {
    final List<Subscriber> subscribers = new ArrayList<>();
    ZkSession inPlaceFor;
    ZkSession askedOf;
  }

  /** One subscription. */
  private static final class Subscriber {
    final Runnable onChange;
    final CompletableFuture<Subscription> ready;
    final Subscription subscription;
    boolean closed;

    Subscriber(
        Runnable onChange, CompletableFuture<Subscription> ready, Subscription subscription) {
      this.onChange = onChange;
      this.ready = ready;
      this.subscription = subscription;
    }
  }

  /** Adds a subscription and completes {@code ready} with it once the watch is in place. */
  void add(
      String path,
      Runnable onChange,
      CompletableFuture<Subscription> ready,
      Subscription subscription,
      ZkSession session) {
    Watched watched = byPath.computeIfAbsent(path, _ -> new Watched());
    watched.subscribers.add(new Subscriber(onChange, ready, subscription));
    if (watched.inPlaceFor == session) {
      ready.complete(subscription);
    } else {
      ask(path, watched, session);
    }
  }

  void remove(String path, Subscription subscription, ZkSession session) {
    Watched watched = byPath.get(path);
    if (watched == null) {
      return;
    }
    for (Subscriber subscriber : watched.subscribers) {
      if (subscriber.subscription.equals(subscription)) {
        subscriber.closed = true;
      }
    }
    watched.subscribers.removeIf(subscriber -> subscriber.closed);
    if (watched.subscribers.isEmpty()) {
      byPath.remove(path);
      var _ = session.removeWatch(path);
    }
  }

  /** A change of the path. */
  void changed(String path) {
    Watched watched = byPath.get(path);
    if (watched != null) {
      tell(watched);
    }
  }

  /** The connection is back, or another session is there: asks for what is not in place. */
  void connected(ZkSession session) {
    for (Map.Entry<String, Watched> entry : List.copyOf(byPath.entrySet())) {
      Watched watched = entry.getValue();
      if (watched.inPlaceFor == session) {
        tell(watched);
      } else {
        ask(entry.getKey(), watched, session);
      }
    }
  }

  /** The coordination is closed: nobody is told any more. */
  void closed() {
    for (Watched watched : byPath.values()) {
      for (Subscriber subscriber : watched.subscribers) {
        subscriber.closed = true;
        subscriber.ready.completeExceptionally(
            new CoordinationException("closed before the watch was in place"));
      }
    }
    byPath.clear();
  }

  private void ask(String path, Watched watched, ZkSession session) {
    if (watched.askedOf == session) {
      return;
    }
    watched.askedOf = session;
    var _ =
        session
            .addWatch(path)
            .whenComplete((added, failure) -> answered(path, watched, session, failure));
  }

  private void answered(String path, Watched watched, ZkSession session, Throwable failure) {
    if (watched.askedOf != session) {
      return; // Of a session before: the one after it has been asked since.
    }
    watched.askedOf = null;
    if (failure != null || byPath.get(path) != watched) {
      return; // Asked for again when the connection is back, if anybody still wants it.
    }
    watched.inPlaceFor = session;
    for (Subscriber subscriber : List.copyOf(watched.subscribers)) {
      subscriber.ready.complete(subscriber.subscription);
    }
    // Those who watched in an earlier session may have missed a change since.
    tell(watched);
  }

  private void tell(Watched watched) {
    for (Subscriber subscriber : List.copyOf(watched.subscribers)) {
      if (!subscriber.closed) {
        CallbackThread.callBack(subscriber.onChange);
      }
    }
  }
}
