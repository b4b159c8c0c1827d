package org.example.coordination.onefile;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A commit that is being decided: the tree as it is, and over it what the operations so far would
 * make of it (C5). Nothing is changed. On the store's thread.
 */
final class Proposal {
  private final Tree tree;
  private final long sessionId;
  private final Map<String, Optional<Entry>> changes = new LinkedHashMap<>();
  private final List<Long> versions = new ArrayList<>();
  private long lastNumber;

  /**
   * Decides.
   *
   * @throws CommitRefusedException if the condition of an operation does not hold
   */
  Proposal(Tree tree, long sessionId, List<Operation> operations) {
    this.tree = tree;
    this.sessionId = sessionId;
    this.lastNumber = tree.lastNumber();
    for (int index = 0; index < operations.size(); index++) {
      Operation operation = operations.get(index);
      Optional<Reason> refused = propose(operation);
      if (refused.isPresent()) {
        throw new CommitRefusedException(index, refused.get(), operation.path());
      }
    }
  }

  Tree.Change change() {
    return new Tree.Change(changes, lastNumber);
  }

  /** What the commit answers. */
  List<Long> versions() {
    return versions;
  }

  private Optional<Reason> propose(Operation operation) {
    return switch (operation) {
      case Operation.Create create -> create(create.path(), create.value(), 0);
      case Operation.CreateEphemeral create -> create(create.path(), create.value(), sessionId);
      case Operation.Set set -> set(set);
      case Operation.Delete delete -> delete(delete);
      case Operation.Check check -> {
        versions.add(-1L);
        yield unlessVersion(check.path(), check.expectedVersion());
      }
    };
  }

  private Optional<Entry> entry(String path) {
    Optional<Entry> changed = changes.get(path);
    return changed == null ? tree.entry(path) : changed;
  }

  private Optional<Reason> create(String path, byte[] value, long owner) {
    if (entry(path).isPresent()) {
      return Optional.of(Reason.EXISTS);
    }
    Optional<Entry> parent = entry(Tree.parent(path));
    if (parent.isEmpty() || parent.get().ephemeralSessionId() != 0) {
      return Optional.of(Reason.NO_PARENT);
    }
    put(path, value, owner);
    return Optional.empty();
  }

  private Optional<Reason> set(Operation.Set set) {
    Optional<Reason> refused = unlessVersion(set.path(), set.expectedVersion());
    if (refused.isEmpty()) {
      put(set.path(), set.value(), entry(set.path()).orElseThrow().ephemeralSessionId());
    }
    return refused;
  }

  private void put(String path, byte[] value, long owner) {
    lastNumber++;
    changes.put(path, Optional.of(new Entry(value, lastNumber, owner)));
    versions.add(lastNumber);
  }

  private Optional<Reason> delete(Operation.Delete delete) {
    Optional<Reason> refused = unlessVersion(delete.path(), delete.expectedVersion());
    if (refused.isEmpty() && hasChildren(delete.path())) {
      return Optional.of(Reason.HAS_CHILDREN);
    }
    changes.put(delete.path(), Optional.empty());
    versions.add(-1L);
    return refused;
  }

  private boolean hasChildren(String path) {
    return tree.below(path).keySet().stream().anyMatch(child -> entry(child).isPresent())
        || changes.entrySet().stream()
            .anyMatch(change ->
                change.getValue().isPresent() && Tree.parent(change.getKey()).equals(path));
  }

  private Optional<Reason> unlessVersion(String path, long expectedVersion) {
    Optional<Entry> entry = entry(path);
    if (entry.isEmpty()) {
      return Optional.of(Reason.ABSENT);
    }
    boolean holds =
        expectedVersion == Operation.ANY_VERSION || entry.get().version() == expectedVersion;
    return holds ? Optional.empty() : Optional.of(Reason.VERSION);
  }
}
