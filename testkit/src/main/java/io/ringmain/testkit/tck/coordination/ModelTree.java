package io.ringmain.testkit.tck.coordination;

import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a tree of values does under commits, as simply as it can be said. Versions are the store's:
 * the model takes them over and says only which are right.
 */
final class ModelTree {
  private TreeMap<String, Node> nodes = new TreeMap<>();

  /** Paths whose watchers must hear of the last commit or end of a session. */
  private final Set<String> changed = new HashSet<>();

  /**
   * An entry.
   *
   * @param session who it goes with, or −1
   * @param version empty while the store has not told it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Node(byte[] value, int session, Optional<Long> version) {}

  /** An operation was refused. */
  record Refusal(int index, Reason reason) {}

  ModelTree(String root) {
    nodes.put(root, new Node(new byte[0], -1, Optional.empty()));
  }

  Set<String> paths() {
    return nodes.keySet();
  }

  Node node(String path) {
    return nodes.get(path);
  }

  Set<String> changed() {
    return Set.copyOf(changed);
  }

  /** The version that the store told for a path, or whatever version while it has not. */
  long versionOf(String path) {
    Node node = nodes.get(path);
    return node == null ? Operation.ANY_VERSION : node.version().orElse(Operation.ANY_VERSION);
  }

  /** Does it, or tells which operation is refused and why. */
  Optional<Refusal> commit(int session, List<Operation> operations) {
    TreeMap<String, Node> before = new TreeMap<>(nodes);
    changed.clear();
    for (int index = 0; index < operations.size(); index++) {
      Optional<Reason> refused = apply(session, operations.get(index));
      if (refused.isPresent()) {
        nodes = before;
        changed.clear();
        return Optional.of(new Refusal(index, refused.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<Reason> apply(int session, Operation operation) {
    String path = operation.path();
    return switch (operation) {
      case Operation.Create create -> create(path, create.value(), -1);
      case Operation.CreateEphemeral create -> create(path, create.value(), session);
      case Operation.Set set -> {
        Optional<Reason> refused = expect(path, set.expectedVersion());
        if (refused.isEmpty()) {
          nodes.put(path, new Node(set.value(), nodes.get(path).session(), Optional.empty()));
          changed.add(path);
        }
        yield refused;
      }
      case Operation.Delete delete -> delete(path, delete.expectedVersion());
      case Operation.Check check -> expect(path, check.expectedVersion());
    };
  }

  private Optional<Reason> create(String path, byte[] value, int session) {
    if (nodes.containsKey(path)) {
      return Optional.of(Reason.EXISTS);
    }
    Node parent = nodes.get(parent(path));
    if (parent == null || parent.session() >= 0) {
      return Optional.of(Reason.NO_PARENT);
    }
    nodes.put(path, new Node(value, session, Optional.empty()));
    changed.add(path);
    changed.add(parent(path));
    return Optional.empty();
  }

  private Optional<Reason> expect(String path, long version) {
    Node node = nodes.get(path);
    if (node == null) {
      return Optional.of(Reason.ABSENT);
    }
    boolean right = version == Operation.ANY_VERSION || node.version().equals(Optional.of(version));
    return right ? Optional.empty() : Optional.of(Reason.VERSION);
  }

  private Optional<Reason> delete(String path, long version) {
    Optional<Reason> refused = expect(path, version);
    if (refused.isEmpty() && !children(path).isEmpty()) {
      return Optional.of(Reason.HAS_CHILDREN);
    }
    if (refused.isEmpty()) {
      remove(path);
    }
    return refused;
  }

  private void remove(String path) {
    nodes.remove(path);
    changed.add(path);
    changed.add(parent(path));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** Takes the versions over that the store has told for a commit. */
  void adopt(List<Operation> operations, List<Long> versions) {
    for (int index = 0; index < operations.size(); index++) {
      String path = operations.get(index).path();
      Node node = nodes.get(path);
      if (node != null && versions.get(index) != -1) {
        nodes.put(path, new Node(node.value(), node.session(), Optional.of(versions.get(index))));
      }
    }
  }

  /** A session has ended. */
  void endSession(int session) {
    changed.clear();
    List<String> gone = new ArrayList<>();
    nodes.forEach((path, node) -> {
      if (node.session() == session) {
        gone.add(path);
      }
    });
    gone.forEach(this::remove);
  }

  List<String> children(String path) {
    return nodes.keySet().stream()
        .filter(other -> other.lastIndexOf('/') == path.length() && other.startsWith(path))
        .map(other -> other.substring(path.length() + 1))
        .toList();
  }
}
