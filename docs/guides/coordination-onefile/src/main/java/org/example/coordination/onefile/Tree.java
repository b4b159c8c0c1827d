package org.example.coordination.onefile;

import io.ringmain.spi.coordination.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The entries, by path. On the store's thread. */
final class Tree {
  private final NavigableMap<String, Entry> entries = new TreeMap<>();

  /** Numbers versions (C12) and sessions: none is ever given twice. */
  private long lastNumber;

  Tree() {
    entries.put("/", new Entry(new byte[0], 0, 0));
  }

  /**
   * What a commit, or the end of a session, makes of the tree.
   *
   * @param entries by path; empty for one that goes
   * @param lastNumber the last one that was given
   */
  record Change(Map<String, Optional<Entry>> entries, long lastNumber) {}

  Optional<Entry> entry(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  long lastNumber() {
    return lastNumber;
  }

  /** All that lies below a path, by path. */
  NavigableMap<String, Entry> below(String path) {
    String prefix = path.equals("/") ? path : path + "/";
    return entries.subMap(prefix, false, prefix + Character.MAX_VALUE, false);
  }

  /** The names of children, sorted. */
  List<String> children(String path) {
    int prefixLength = path.equals("/") ? 1 : path.length() + 1;
    List<String> names = new ArrayList<>();
    for (String other : below(path).keySet()) {
      if (other.indexOf('/', prefixLength) < 0) {
        names.add(other.substring(prefixLength));
      }
    }
    return names;
  }

  /** What is to be done when a session ends (C7). */
  Change withoutSession(long sessionId) {
    Map<String, Optional<Entry>> gone = new TreeMap<>();
    entries.forEach((path, entry) -> {
      if (entry.ephemeralSessionId() == sessionId) {
        gone.put(path, Optional.empty());
      }
    });
    return new Change(gone, lastNumber);
  }

  /**
   * Carries a change out.
   *
   * @return the paths whose watchers must hear of it (C8): those that changed, and the parents of
   *     those that came or went
   */
  Set<String> apply(Change change) {
    Set<String> changed = new HashSet<>();
    change
        .entries()
        .forEach((path, entry) -> {
          changed.add(path);
          if (entries.containsKey(path) != entry.isPresent()) {
            changed.add(parent(path));
          }
          entry.ifPresentOrElse(now -> entries.put(path, now), () -> entries.remove(path));
        });
    lastNumber = change.lastNumber();
    return changed;
  }

  static String parent(String path) {
    return path.substring(0, Math.max(1, path.lastIndexOf('/')));
  }
}
