package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a tree of versioned values does under commits, as simply as it can be said. */
final class TreeModel {
  private TreeMap<String, Node> nodes = new TreeMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Node(byte[] value, long version, boolean ephemeral) {}

  /** An operation was refused. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    Refused(Reason reason) {
      this.reason = reason;
    }
  }

  TreeModel(String root) {
    nodes.put(root, new Node(new byte[0], 0, false));
  }

  /** The new versions, or which operation was refused and why. */
  String commit(List<Operation> operations) {
    TreeMap<String, Node> before = new TreeMap<>(nodes);
    List<Long> versions = new ArrayList<>();
    for (int index = 0; index < operations.size(); index++) {
      try {
        versions.add(apply(operations.get(index)));
      } catch (Refused refused) {
        nodes = before;
        return index + ": " + refused.reason;
      }
    }
    return versions.toString();
  }

  private long apply(Operation operation) throws Refused {
    return switch (operation) {
      case Operation.Create create -> create(create.path(), create.value(), false);
      case Operation.CreateEphemeral create -> create(create.path(), create.value(), true);
      case Operation.Set set -> {
        Node node = expect(set.path(), set.expectedVersion());
        nodes.put(set.path(), new Node(set.value(), node.version + 1, node.ephemeral));
        yield node.version + 1;
      }
      case Operation.Delete delete -> {
        expect(delete.path(), delete.expectedVersion());
        require(children(delete.path()).isEmpty(), Reason.HAS_CHILDREN);
        nodes.remove(delete.path());
        yield -1;
      }
      case Operation.Check check -> {
        expect(check.path(), check.expectedVersion());
        yield -1;
      }
    };
  }

  private long create(String path, byte[] value, boolean ephemeral) throws Refused {
    Node parent = nodes.get(path.substring(0, path.lastIndexOf('/')));
    require(parent != null, Reason.NO_PARENT);
    require(!nodes.containsKey(path), Reason.EXISTS);
    require(!parent.ephemeral, Reason.NO_PARENT);
    nodes.put(path, new Node(value, 0, ephemeral));
    return 0;
  }

  private Node expect(String path, long version) throws Refused {
    Node node = nodes.get(path);
    require(node != null, Reason.ABSENT);
    require(version == Operation.ANY_VERSION || version == node.version, Reason.VERSION);
    return node;
  }

  private static void require(boolean condition, Reason reason) throws Refused {
    if (!condition) {
      throw new Refused(reason);
    }
  }

  Set<String> paths() {
    return nodes.keySet();
  }

  List<String> children(String path) {
    return nodes.keySet().stream()
        .filter(other -> other.lastIndexOf('/') == path.length() && other.startsWith(path))
        .map(other -> other.substring(path.length() + 1))
        .toList();
  }

  boolean isEphemeral(String path) {
    return nodes.get(path).ephemeral;
  }

  String describe(String path) {
    Node node = nodes.get(path);
    return describe(node.value, node.version);
  }

  static String describe(byte[] value, long version) {
    return Arrays.toString(value) + " version " + version;
  }

  @Override
  public String toString() {
    return Map.copyOf(nodes).toString();
  }
}
