package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Interruptions.uninterrupted;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * One ZooKeeper session: a client handle from its connecting to its end.
 *
 * <p>Asked from any thread. Every answer is completed on the {@link CallbackThread}, and every
 * request gets an answer: those that ZooKeeper's client forgets when a session dies are failed by
 * {@link #close}.
 */
final class ZkSession {
  private static final int SHUTDOWN_WAIT_MS = 10_000;

  private final CallbackThread callbacks;
  private final ZooKeeper zooKeeper;
  private final Set<Pending<?>> pending = ConcurrentHashMap.newKeySet();

  /**
   * Begins to connect.
   *
   * @param onState told of the client's state on the callback thread
   * @param onChange told of the absolute path of a watch on the callback thread
   */
  ZkSession(
      String hosts,
      int sessionTimeoutMs,
      boolean sasl,
      CallbackThread callbacks,
      BiConsumer<ZkSession, KeeperState> onState,
      Consumer<String> onChange)
      throws IOException {
    this.callbacks = callbacks;
    Watcher watcher = event -> callbacks.post(() -> deliver(event, onState, onChange));
    zooKeeper =
        new ZooKeeper(hosts, sessionTimeoutMs, watcher, new ClientConfig(sessionTimeoutMs, sasl));
  }

  private void deliver(
      WatchedEvent event, BiConsumer<ZkSession, KeeperState> onState, Consumer<String> onChange) {
    if (event.getType() == Watcher.Event.EventType.None) {
      onState.accept(this, event.getState());
    } else {
      onChange.accept(event.getPath());
    }
  }

  long id() {
    return zooKeeper.getSessionId();
  }

  byte[] password() {
    return zooKeeper.getSessionPasswd();
  }

  CompletableFuture<Optional<Entry>> read(String path) {
    var answer = new Pending<Optional<Entry>>("read of " + path, ZkErrors::readFailed);
    zooKeeper.getData(
        path,
        false,
        (rc, at, context, data, stat) ->
            answer.completeWith(
                rc,
                Code.NONODE,
                Optional.empty(),
                () ->
                    Optional.of(
                        new Entry(
                            data == null ? new byte[0] : data,
                            stat.getVersion(),
                            stat.getEphemeralOwner()))),
        null);
    return answer.future;
  }

  CompletableFuture<Optional<List<String>>> children(String path) {
    var answer = new Pending<Optional<List<String>>>("children of " + path, ZkErrors::readFailed);
    zooKeeper.getChildren(
        path,
        false,
        (int rc, String at, Object context, List<String> children) ->
            answer.completeWith(
                rc,
                Code.NONODE,
                Optional.empty(),
                () -> Optional.of(children.stream().sorted().toList())),
        null);
    return answer.future;
  }

  CompletableFuture<List<Long>> commit(List<Operation> operations, ConnectString target) {
    var answer = new Pending<List<Long>>("commit", ZkErrors::commitFailed);
    zooKeeper.multi(
        ZkOperations.toZooKeeper(operations, target),
        (rc, at, context, results) -> {
          if (rc == Code.OK.intValue()) {
            answer.complete(ZkOperations.versions(results));
          } else {
            answer.fail(commitError(rc, results, operations));
          }
        },
        null);
    return answer.future;
  }

  private static CoordinationException commitError(
      int rc, List<OpResult> results, List<Operation> operations) {
    return results == null || results.isEmpty()
        ? ZkErrors.commitFailed(code(rc), "commit")
        : ZkErrors.commitRefused(results, operations);
  }

  /** Makes a lasting, empty entry, unless there is one. */
  CompletableFuture<Boolean> ensureExists(String path) {
    var answer = new Pending<Boolean>("creation of " + path, ZkErrors::commitFailed);
    zooKeeper.create(
        path,
        new byte[0],
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.PERSISTENT,
        (rc, at, context, name) ->
            answer.completeWith(rc, Code.NODEEXISTS, Boolean.FALSE, () -> Boolean.TRUE),
        null);
    return answer.future;
  }

  /** Completes when the server has caught up with everything committed before this call. */
  CompletableFuture<Boolean> sync() {
    return whether("sync", done -> zooKeeper.sync("/", (rc, at, context) -> done.accept(rc), null));
  }

  /** Watches a path for good: ZooKeeper's client renews the watch when it reconnects. */
  CompletableFuture<Boolean> addWatch(String path) {
    return whether(
        "watch of " + path,
        done ->
            zooKeeper.addWatch(
                path, AddWatchMode.PERSISTENT, (rc, at, context) -> done.accept(rc), null));
  }

  CompletableFuture<Boolean> removeWatch(String path) {
    return whether(
        "end of the watch of " + path,
        done ->
            zooKeeper.removeAllWatches(
                path, Watcher.WatcherType.Any, true, (rc, at, context) -> done.accept(rc), null));
  }

  private CompletableFuture<Boolean> whether(String what, Consumer<IntConsumer> request) {
    var answer = new Pending<Boolean>(what, ZkErrors::readFailed);
    request.accept(rc -> answer.completeWith(rc, Code.OK, Boolean.TRUE, () -> Boolean.TRUE));
    return answer.future;
  }

  /**
   * Ends the session, if it has not ended, and the client's threads; then answers what is still
   * unanswered. Any thread but ZooKeeper's own.
   */
  void close() {
    uninterrupted(() -> zooKeeper.close(SHUTDOWN_WAIT_MS));
    for (Pending<?> request : pending) {
      request.fail(Code.SESSIONEXPIRED);
    }
  }

  private static Code code(int rc) {
    Code code = Code.get(rc);
    return code == null ? Code.SYSTEMERROR : code;
  }

  /**
   * A request on its way. ZooKeeper's threads hand the answer in, the callback thread gives it out.
   */
  private final class Pending<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final String what;
    private final BiFunction<Code, String, CoordinationException> error;

    Pending(String what, BiFunction<Code, String, CoordinationException> error) {
      this.what = what;
      this.error = error;
      pending.add(this);
    }

    /** With the value when the code is OK, with the other value for the code that means it. */
    void completeWith(int rc, Code otherCode, T other, Supplier<? extends T> value) {
      if (rc == Code.OK.intValue()) {
        complete(value.get());
      } else if (rc == otherCode.intValue()) {
        complete(other);
      } else {
        fail(code(rc));
      }
    }

    void complete(T value) {
      pending.remove(this);
      callbacks.post(() -> future.complete(value));
    }

    void fail(Code code) {
      fail(error.apply(code, what));
    }

    void fail(CoordinationException exception) {
      pending.remove(this);
      callbacks.post(() -> future.completeExceptionally(exception));
    }
  }
}
