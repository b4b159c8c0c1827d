package io.ringmain.coordination.local;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every entry of the store, and the rules by which commits change them.
 *
 * <p>Entries are sorted by parent, then name, so that the children of a path are neighbours:
 *
 * <pre>
 *   /        /·a        /·b        /a·c        /a·d            (· is the character 0)
 * </pre>
 *
 * <p>Used by the store's thread alone, and by whoever opens the store before it has one.
 */
final class Tree {
  private static final char BEFORE_NAME = '\0';
  private static final char AFTER_NAMES = '\1';
  private static final Entry ROOT = new Entry(new byte[0], 0, 0);

  private final TreeMap<String, Entry> entries = new TreeMap<>(Map.of("/", ROOT));

  /** What a commit has done. */
  record Outcome(List<Long> versions, List<Change> lasting, Set<String> changed) {
    Outcome() {
      this(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
    }
  }

  /** C10. */
  static void requirePath(String path) {
    boolean wellFormed =
        path.equals("/") || (path.startsWith("/") && !path.endsWith("/") && !path.contains("//"));
    if (!wellFormed || path.indexOf(BEFORE_NAME) >= 0) {
      throw new IllegalArgumentException(
          path + " is not a path; allowed are / and names separated and preceded by /");
    }
  }

  Optional<Entry> read(String path) {
    return Optional.ofNullable(entries.get(key(path)))
        .map(e -> new Entry(e.value().clone(), e.version(), e.ephemeralSessionId()));
  }

  Optional<List<String>> children(String path) {
    if (!entries.containsKey(key(path))) {
      return Optional.empty();
    }
    String prefix = path + BEFORE_NAME;
    return Optional.of(
        entries.subMap(prefix, path + AFTER_NAMES).keySet().stream()
            .map(key -> key.substring(prefix.length()))
            .toList());
  }

  /**
   * C4, C5. Carries all operations out, or none.
   *
   * @throws CoordinationException if it is refused
   */
  Outcome commit(long sessionId, List<Operation> operations) {
    Operation.requireWithinLimits(operations); // C11.
    Map<String, Optional<Entry>> before = new HashMap<>();
    Outcome outcome = new Outcome();
    try {
      for (int i = 0; i < operations.size(); i++) {
        outcome.versions.add(apply(sessionId, i, operations.get(i), outcome, before));
      }
      return outcome;
    } catch (CommitRefusedException refused) {
      before.forEach((key, entry) ->
          entry.ifPresentOrElse(old -> entries.put(key, old), () -> entries.remove(key)));
      throw refused;
    }
  }

  private long apply(
      long sessionId,
      int index,
      Operation operation,
      Outcome outcome,
      Map<String, Optional<Entry>> before) {
    String path = operation.path();
    before.computeIfAbsent(key(path), key -> Optional.ofNullable(entries.get(key)));
    return switch (operation) {
      case Operation.Create create -> create(index, path, create.value(), 0, outcome);
      case Operation.CreateEphemeral create ->
          create(index, path, create.value(), sessionId, outcome);
      case Operation.Set set -> {
        Entry old = check(index, path, set.expectedVersion());
        put(path, set.value(), old.version() + 1, old.ephemeralSessionId(), outcome);
        yield old.version() + 1;
      }
      case Operation.Delete delete -> {
        Entry old = check(index, path, delete.expectedVersion());
        if (path.equals("/") || hasChildren(path)) {
          throw new CommitRefusedException(index, Reason.HAS_CHILDREN, path);
        }
        remove(path, old, outcome);
        yield -1;
      }
      case Operation.Check check -> {
        check(index, path, check.expectedVersion());
        yield -1;
      }
    };
  }

  private long create(int index, String path, byte[] value, long sessionId, Outcome outcome) {
    if (entries.containsKey(key(path))) {
      throw new CommitRefusedException(index, Reason.EXISTS, path);
    }
    Entry parent = entries.get(key(parent(path)));
    if (parent == null || parent.ephemeralSessionId() != 0) {
      throw new CommitRefusedException(index, Reason.NO_PARENT, path);
    }
    put(path, value, 0, sessionId, outcome);
    outcome.changed.add(parent(path));
    return 0;
  }

  private Entry check(int index, String path, long expectedVersion) {
    Entry entry = entries.get(key(path));
    if (entry == null) {
      throw new CommitRefusedException(index, Reason.ABSENT, path);
    }
    if (expectedVersion != Operation.ANY_VERSION && entry.version() != expectedVersion) {
      throw new CommitRefusedException(index, Reason.VERSION, path);
    }
    return entry;
  }

  private void put(String path, byte[] value, long version, long sessionId, Outcome outcome) {
    byte[] copy = value.clone();
    entries.put(key(path), new Entry(copy, version, sessionId));
    outcome.changed.add(path);
    if (sessionId == 0) {
      outcome.lasting.add(new Change.Put(path, copy, version));
    }
  }

  private void remove(String path, Entry old, Outcome outcome) {
    entries.remove(key(path));
    outcome.changed.add(path);
    outcome.changed.add(parent(path));
    if (old.ephemeralSessionId() == 0) {
      outcome.lasting.add(new Change.Remove(path));
    }
  }

  private boolean hasChildren(String path) {
    return !entries.subMap(path + BEFORE_NAME, path + AFTER_NAMES).isEmpty();
  }

  /** C7: what is bound to a session goes with it. Returns the paths that have changed. */
  Set<String> endSession(long sessionId) {
    Set<String> changed = new LinkedHashSet<>();
    entries
        .entrySet()
        .removeIf(entry -> {
          boolean goes = entry.getValue().ephemeralSessionId() == sessionId;
          if (goes) {
            String path = path(entry.getKey());
            changed.add(path);
            changed.add(parent(path));
          }
          return goes;
        });
    return changed;
  }

  /** Takes over a change that the journal tells of. */
  void replay(Change change) {
    switch (change) {
      case Change.Put(String path, byte[] value, long version) ->
          entries.put(key(path), new Entry(value, version, 0));
      case Change.Remove(String path) -> entries.remove(key(path));
      case Change.Incarnation _ -> {
        // Nothing in the tree.
      }
    }
  }

  /** All that lasts, as changes of an empty tree. */
  List<Change> lasting() {
    List<Change> all = new ArrayList<>();
    entries.forEach((key, entry) -> {
      if (entry.ephemeralSessionId() == 0) {
        all.add(new Change.Put(path(key), entry.value(), entry.version()));
      }
    });
    return all;
  }

  private static String key(String path) {
    if (path.equals("/")) {
      return path;
    }
    int slash = path.lastIndexOf('/');
    return parent(path) + BEFORE_NAME + path.substring(slash + 1);
  }

  private static String path(String key) {
    int zero = key.indexOf(BEFORE_NAME);
    if (zero < 0) {
      return key;
    }
    String parent = key.substring(0, zero);
    return (parent.equals("/") ? "" : parent) + "/" + key.substring(zero + 1);
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }
}
