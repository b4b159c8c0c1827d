package io.ringmain.testkit.memory;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * A coordination store inside the process, which every coordination opened from it shares. It
 * outlives its sessions, as an ensemble does.
 *
 * <p>Commits are decided one at a time, under the lock; whatever follows is told on one thread, in
 * the order of the decisions (C2, C4).
 */
public final class MemoryEnsemble implements AutoCloseable {
  private final MemoryThread thread;
  private final List<MemoryCoordination> sessions = new CopyOnWriteArrayList<>();

  // Under the lock.
  private TreeMap<String, Entry> entries = new TreeMap<>(Map.of("/", new Entry(new byte[0], 0, 0)));
  private long lastSessionId;
  private boolean reachable = true;

  /** A store with a thread of its own, which ends when it is closed. */
  public MemoryEnsemble() {
    this.thread = MemoryThread.started("memory-coordination");
  }

  /**
   * A store of a simulation, without a thread of its own.
   *
   * @param simulated runs tasks one at a time and in order, later, on the thread that everything
   *     else in the simulation runs on
   */
  public MemoryEnsemble(Executor simulated) {
    this.thread = MemoryThread.simulated(simulated);
  }

  /** The plugin {@code memory}: every coordination that it opens is a session of this store. */
  public CoordinationProvider provider() {
    return new MemoryCoordinationProvider(this);
  }

  /** The sessions that are open, the oldest first. */
  public List<MemoryCoordination> sessions() {
    return List.copyOf(sessions);
  }

  /**
   * Puts the store out of reach of all its sessions, or lets them reach it again. They live on in
   * the store meanwhile.
   */
  public synchronized void reachable(boolean newReachable) {
    if (reachable != newReachable) {
      reachable = newReachable;
      sessions.forEach(session -> session.reachable(newReachable));
    }
  }

  /** Ends a session that its owner has not closed; the owner gets another. */
  public void expire(long sessionId) {
    sessions.stream()
        .filter(session -> session.isSession(sessionId))
        .forEach(MemoryCoordination::expire);
  }

  /** Ends the thread. Sessions still open fall silent, so close them first. */
  @Override
  public void close() {
    thread.close();
  }

  MemoryThread thread() {
    return thread;
  }

  /** Under the lock. */
  boolean isReachable() {
    return reachable;
  }

  synchronized MemoryCoordination open() {
    if (!reachable) {
      throw new CoordinationException("the store in memory is out of reach");
    }
    MemoryCoordination session = new MemoryCoordination(this, newSessionId());
    sessions.add(session);
    return session;
  }

  synchronized long newSessionId() {
    return ++lastSessionId;
  }

  synchronized Optional<Entry> read(String path) {
    return Optional.ofNullable(entries.get(path))
        .map(e -> new Entry(e.value().clone(), e.version(), e.ephemeralSessionId()));
  }

  synchronized Optional<List<String>> children(String path) {
    return entries.containsKey(path) ? Optional.of(namesBelow(path)) : Optional.empty();
  }

  private List<String> namesBelow(String path) {
    String prefix = path.equals("/") ? "/" : path + "/";
    return entries.tailMap(prefix, false).keySet().stream()
        .takeWhile(below -> below.startsWith(prefix))
        .map(below -> below.substring(prefix.length()))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }

  /** All operations on a copy, which takes the place of the entries if none was refused. */
  synchronized List<Long> commit(long sessionId, List<Operation> operations) {
    Operation.requireWithinLimits(operations);
    TreeMap<String, Entry> before = entries;
    entries = new TreeMap<>(before);
    List<Long> versions = new ArrayList<>();
    Set<String> changed = new LinkedHashSet<>();
    try {
      for (int i = 0; i < operations.size(); i++) {
        versions.add(apply(sessionId, i, operations.get(i), changed));
      }
    } catch (RuntimeException refused) {
      entries = before;
      throw refused;
    }
    tell(changed);
    return versions;
  }

  private long apply(long sessionId, int index, Operation operation, Set<String> changed) {
    String path = operation.path();
    return switch (operation) {
      case Operation.Create create -> create(index, path, create.value(), 0, changed);
      case Operation.CreateEphemeral create ->
          create(index, path, create.value(), sessionId, changed);
      case Operation.Set set -> {
        Entry old = check(index, path, set.expectedVersion());
        long version = old.version() + 1;
        entries.put(path, new Entry(set.value().clone(), version, old.ephemeralSessionId()));
        changed.add(path);
        yield version;
      }
      case Operation.Delete delete -> {
        check(index, path, delete.expectedVersion());
        if (!namesBelow(path).isEmpty()) {
          throw new CommitRefusedException(index, Reason.HAS_CHILDREN, path);
        }
        remove(path, changed);
        yield -1;
      }
      case Operation.Check check -> {
        check(index, path, check.expectedVersion());
        yield -1;
      }
    };
  }

  private long create(int index, String path, byte[] value, long sessionId, Set<String> changed) {
    if (entries.containsKey(path)) {
      throw new CommitRefusedException(index, Reason.EXISTS, path);
    }
    Entry parent = entries.get(parent(path));
    if (parent == null || parent.ephemeralSessionId() != 0) {
      throw new CommitRefusedException(index, Reason.NO_PARENT, path);
    }
    entries.put(path, new Entry(value.clone(), 0, sessionId));
    changed.add(path);
    changed.add(parent(path));
    return 0;
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

  private void remove(String path, Set<String> changed) {
    entries.remove(path);
    changed.add(path);
    changed.add(parent(path));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  /** C7: what was bound to a session goes with it. */
  synchronized void endSession(long sessionId) {
    Set<String> changed = new LinkedHashSet<>();
    List<String> gone =
        entries.entrySet().stream()
            .filter(entry -> entry.getValue().ephemeralSessionId() == sessionId)
            .map(Map.Entry::getKey)
            .toList();
    gone.forEach(path -> remove(path, changed));
    tell(changed);
  }

  void leave(MemoryCoordination session) {
    sessions.remove(session);
  }

  private void tell(Set<String> changed) {
    for (MemoryCoordination session : sessions) {
      session.changed(changed);
    }
  }
}
