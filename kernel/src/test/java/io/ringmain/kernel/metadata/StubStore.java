package io.ringmain.kernel.metadata;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A coordination store in memory, single-threaded, that can be told to fail: outcomes get lost,
 * watches come late, sessions expire.
 */
public final class StubStore {

  private record Watch(Session session, String path, Runnable onChange) {}

  private final SimulatedThreads threads;
  private final Random random;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();
  private long nextSessionId = 1;
  private int largestBytes;

  /** Whoever works with it, by broker id, so that tests find one from another. */
  public final Map<Integer, Object> brokers = new TreeMap<>();

  /** Of a hundred commits so many lose their outcome, done or not. */
  public int lostOutcomes;

  /** Of a hundred watches so many never fire, as if they were late for ever. */
  public int lostWatches;

  /** Watches fire up to so much later. */
  public int lateWatchesMs;

  public StubStore(SimulatedThreads threads, long seed) {
    this.threads = threads;
    this.random = new Random(seed);
    entries.put("/", new Entry(new byte[0], 0, 0));
  }

  /** A new session. */
  public Session open() {
    Session session = new Session();
    sessions.add(session);
    return session;
  }

  /** Everything there is, by path. */
  public Map<String, Entry> entries() {
    return entries;
  }

  /** Size of the largest value ever written. */
  public int largestBytes() {
    return largestBytes;
  }

  private void fire(String path) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.path.equals(path) && !watch.session.deaf && random.nextInt(100) >= lostWatches) {
        Runnable call = () -> threads.execute(() -> fire(watch));
        if (lateWatchesMs == 0) {
          call.run();
        } else {
          threads.schedule(random.nextInt(lateWatchesMs), call);
        }
      }
    }
  }

  private void fire(Watch watch) {
    if (watches.contains(watch)) {
      watch.onChange.run();
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private List<Long> commit(Session session, List<Operation> operations) {
    TreeMap<String, Entry> before = new TreeMap<>(entries);
    List<Long> versions = new ArrayList<>();
    try {
      for (int i = 0; i < operations.size(); i++) {
        versions.add(apply(session, i, operations.get(i)));
      }
    } catch (CommitRefusedException e) {
      entries.clear();
      entries.putAll(before);
      throw e;
    }
    for (Operation operation : operations) {
      if (!(operation instanceof Operation.Check)) {
        fire(operation.path());
        fire(parent(operation.path()));
      }
    }
    return versions;
  }

  private long apply(Session session, int index, Operation operation) {
    return switch (operation) {
      case Operation.Create create -> create(index, create.path(), create.value(), 0);
      case Operation.CreateEphemeral create ->
          create(index, create.path(), create.value(), session.id);
      case Operation.Set set -> {
        Entry old = check(index, set.path(), set.expectedVersion());
        put(set.path(), new Entry(set.value(), old.version() + 1, old.ephemeralSessionId()));
        yield old.version() + 1;
      }
      case Operation.Delete delete -> {
        check(index, delete.path(), delete.expectedVersion());
        if (!children(delete.path()).isEmpty()) {
          throw new CommitRefusedException(index, Reason.HAS_CHILDREN, delete.path());
        }
        entries.remove(delete.path());
        yield -1;
      }
      case Operation.Check check -> {
        check(index, check.path(), check.expectedVersion());
        yield -1;
      }
    };
  }

  private long create(int index, String path, byte[] value, long sessionId) {
    if (entries.containsKey(path)) {
      throw new CommitRefusedException(index, Reason.EXISTS, path);
    }
    if (!entries.containsKey(parent(path))) {
      throw new CommitRefusedException(index, Reason.NO_PARENT, path);
    }
    put(path, new Entry(value, 0, sessionId));
    return 0;
  }

  private void put(String path, Entry entry) {
    largestBytes = Math.max(largestBytes, entry.value().length);
    entries.put(path, entry);
  }

  private Entry check(int index, String path, long expectedVersion) {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new CommitRefusedException(index, Reason.ABSENT, path);
    }
    if (expectedVersion != Operation.ANY_VERSION && entry.version() != expectedVersion) {
      throw new CommitRefusedException(index, Reason.VERSION, path);
    }
    return entry;
  }

  private List<String> children(String path) {
    String prefix = path + "/";
    return entries.tailMap(prefix).keySet().stream()
        .takeWhile(child -> child.startsWith(prefix))
        .map(child -> child.substring(prefix.length()))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }

  /** One broker's session. */
  public final class Session implements Coordination {

    private final List<SessionListener> listeners = new ArrayList<>();
    private long id = nextSessionId++;
    private SessionState state = new SessionState.Connected(id);
    private boolean closed;

    /** Severed: whatever is asked fails, and nothing is heard. */
    public boolean cutOff;

    /** Whatever is asked is never answered. */
    public boolean silent;

    /** Hears of no change, but can still read and write: a watch that is very late. */
    public boolean deaf;

    @Override
    public CompletionStage<Optional<Entry>> read(String path) {
      return later(() -> Optional.ofNullable(entries.get(path)));
    }

    @Override
    public CompletionStage<Optional<List<String>>> children(String path) {
      return later(() ->
          entries.containsKey(path)
              ? Optional.of(StubStore.this.children(path))
              : Optional.empty());
    }

    @Override
    public CompletionStage<List<Long>> commit(List<Operation> operations) {
      return later(() -> {
        boolean lost = random.nextInt(100) < lostOutcomes;
        if (lost && random.nextBoolean()) {
          throw new UnknownOutcomeException("lost before", null);
        }
        List<Long> versions = StubStore.this.commit(this, operations);
        if (lost) {
          throw new UnknownOutcomeException("lost after", null);
        }
        return versions;
      });
    }

    @Override
    public CompletionStage<Subscription> watch(String path, Runnable onChange) {
      Watch watch = new Watch(this, path, onChange);
      return later(() -> {
        watches.add(watch);
        return () -> watches.remove(watch);
      });
    }

    /** Does a thing later, on the provider's thread. */
    private <T> CompletionStage<T> later(java.util.function.Supplier<T> action) {
      CompletableFuture<T> done = new CompletableFuture<>();
      threads.execute(() -> {
        if (silent) {
          return;
        }
        if (closed || cutOff || !(state instanceof SessionState.Connected)) {
          done.completeExceptionally(new CoordinationException("no session"));
          return;
        }
        try {
          done.complete(action.get());
        } catch (CoordinationException e) {
          done.completeExceptionally(e);
        }
      });
      return done;
    }

    @Override
    public SessionState session() {
      return state;
    }

    @Override
    public void onSession(SessionListener listener) {
      listeners.add(listener);
      threads.execute(() -> listener.onSession(state));
    }

    /** The store ends the session; the broker does not know until {@link #reconnect}. */
    public void expire() {
      long ended = id;
      List<String> gone =
          entries.entrySet().stream()
              .filter(entry -> entry.getValue().ephemeralSessionId() == ended)
              .map(Map.Entry::getKey)
              .toList();
      gone.forEach(entries::remove);
      gone.forEach(path -> {
        fire(path);
        fire(parent(path));
      });
    }

    /** The broker hears that its session has ended, and has another. */
    public void reconnect() {
      cutOff = false;
      state = new SessionState.Expired();
      tell();
      threads.settle();
      id = nextSessionId++;
      state = new SessionState.Connected(id);
      tell();
      List.copyOf(watches).stream()
          .filter(watch -> watch.session == this)
          .forEach(watch -> threads.execute(() -> fire(watch)));
    }

    private void tell() {
      SessionState told = state;
      listeners.forEach(listener -> threads.execute(() -> listener.onSession(told)));
    }

    /** The process is gone, but the store has not noticed: its ephemeral entries stay. */
    public void die() {
      closed = true;
      watches.removeIf(watch -> watch.session == this);
    }

    @Override
    public void close() {
      if (!closed) {
        die();
        expire();
      }
    }
  }
}
