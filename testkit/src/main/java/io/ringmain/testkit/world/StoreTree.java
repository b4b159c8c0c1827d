package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The entries of a simulated coordination store. A refused commit is taken back step by step. */
final class StoreTree {
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final TreeMap<String, Set<String>> children = new TreeMap<>();

  StoreTree() {
    entries.put("/", new Entry(new byte[0], 0, 0));
    children.put("/", new TreeSet<>());
  }

  Optional<Entry> read(String path) {
    return Optional.ofNullable(entries.get(path))
        .map(e -> new Entry(e.value().clone(), e.version(), e.ephemeralSessionId()));
  }

  Optional<List<String>> children(String path) {
    return Optional.ofNullable(children.get(path)).map(List::copyOf);
  }

  /** What a commit did. */
  record Outcome(List<Long> versions, Set<String> changed) {}

  /** C4, C5: all operations, or none and an exception. */
  Outcome commit(long sessionId, List<Operation> operations) {
    List<Runnable> undo = new ArrayList<>();
    List<Long> versions = new ArrayList<>();
    Set<String> changed = new LinkedHashSet<>();
    try {
      for (int i = 0; i < operations.size(); i++) {
        versions.add(apply(sessionId, i, operations.get(i), changed, undo));
      }
    } catch (CommitRefusedException refused) {
      for (int i = undo.size() - 1; i >= 0; i--) {
        undo.get(i).run();
      }
      throw refused;
    }
    return new Outcome(versions, changed);
  }

  private long apply(
      long sessionId, int index, Operation operation, Set<String> changed, List<Runnable> undo) {
    String path = operation.path();
    return switch (operation) {
      case Operation.Create create -> create(index, path, create.value(), 0, changed, undo);
      case Operation.CreateEphemeral create ->
          create(index, path, create.value(), sessionId, changed, undo);
      case Operation.Set set -> {
        Entry old = check(index, path, set.expectedVersion());
        long version = old.version() + 1;
        entries.put(path, new Entry(set.value().clone(), version, old.ephemeralSessionId()));
        undo.add(() -> entries.put(path, old));
        changed.add(path);
        yield version;
      }
      case Operation.Delete delete -> {
        Entry old = check(index, path, delete.expectedVersion());
        if (!children.get(path).isEmpty()) {
          throw new CommitRefusedException(index, Reason.HAS_CHILDREN, path);
        }
        remove(path, changed);
        undo.add(() -> insert(path, old));
        yield -1;
      }
      case Operation.Check check -> {
        check(index, path, check.expectedVersion());
        yield -1;
      }
    };
  }

  private long create(
      int index,
      String path,
      byte[] value,
      long sessionId,
      Set<String> changed,
      List<Runnable> undo) {
    if (entries.containsKey(path)) {
      throw new CommitRefusedException(index, Reason.EXISTS, path);
    }
    Entry parent = entries.get(parent(path));
    if (parent == null || parent.ephemeralSessionId() != 0) {
      throw new CommitRefusedException(index, Reason.NO_PARENT, path);
    }
    insert(path, new Entry(value.clone(), 0, sessionId));
    undo.add(() -> remove(path, new LinkedHashSet<>()));
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

  private void insert(String path, Entry entry) {
    entries.put(path, entry);
    children.put(path, new TreeSet<>());
    children.get(parent(path)).add(name(path));
  }

  private void remove(String path, Set<String> changed) {
    entries.remove(path);
    children.remove(path);
    children.get(parent(path)).remove(name(path));
    changed.add(path);
    changed.add(parent(path));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** C7: what was bound to a session goes with it. */
  Set<String> endSession(long sessionId) {
    Set<String> changed = new LinkedHashSet<>();
    List<String> gone = new ArrayList<>();
    entries.forEach((path, entry) -> {
      if (entry.ephemeralSessionId() == sessionId) {
        gone.add(path);
      }
    });
    gone.forEach(path -> remove(path, changed));
    return changed;
  }

  /** All values, by path. */
  Map<String, byte[]> values() {
    Map<String, byte[]> values = new TreeMap<>();
    entries.forEach((path, entry) -> values.put(path, entry.value()));
    return values;
  }
}
