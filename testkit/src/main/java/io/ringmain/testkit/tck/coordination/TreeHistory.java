package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.Recorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a store and its model, through the commits of two sessions; a third one watches. On the
 * thread of the property.
 */
final class TreeHistory implements AutoCloseable {
  private static final long WRONG = 1_000_003;
  private static final List<String> WATCHED = List.of("/a", "/b", "/a/c", "/a/d", "/a/c/e");

  private final CoordinationCase suite;
  private final ModelTree model;
  private final Coordination watcher;
  private final List<Coordination> sessions = new ArrayList<>();
  private final Map<String, Recorder<String>> calls = new HashMap<>();

  TreeHistory(CoordinationCase suite) {
    this.suite = suite;
    this.watcher = suite.open();
    sessions.add(suite.open());
    sessions.add(suite.open());
    this.model = new ModelTree(suite.at("/"));
    for (String path : WATCHED) {
      Recorder<String> told = new Recorder<>();
      calls.put(suite.at(path), told);
      Answers.get(watcher.watch(suite.at(path), () -> told.tell("change")));
    }
  }

  void take(TreeStep step) {
    Map<String, Integer> before = new HashMap<>();
    calls.forEach((path, told) -> before.put(path, told.count()));
    Set<String> changed =
        switch (step) {
          case TreeStep.Commit(int session, List<TreeStep.Wish> wishes) -> commit(session, wishes);
          case TreeStep.Reopen(int session) -> reopen(session);
          case TreeStep.Expire(int session) -> expire(session);
        };
    for (String path : changed) {
      if (calls.containsKey(path)) {
        calls.get(path).awaitMoreThan(before.get(path));
      }
    }
  }

  private Set<String> commit(int session, List<TreeStep.Wish> wishes) {
    List<Operation> operations = operations(wishes);
    Optional<ModelTree.Refusal> refusal = model.commit(session, operations);
    try {
      List<Long> versions = Answers.get(sessions.get(session).commit(operations));
      assertEquals(Optional.empty(), refusal, "the commit should have been refused");
      assertEquals(operations.size(), versions.size());
      model.adopt(operations, versions);
    } catch (CommitRefusedException refused) {
      assertEquals(refusal, Optional.of(new ModelTree.Refusal(refused.index(), refused.reason())));
    }
    return model.changed();
  }

  private List<Operation> operations(List<TreeStep.Wish> wishes) {
    List<Operation> operations = new ArrayList<>();
    Set<String> deleted = new HashSet<>();
    for (TreeStep.Wish wish : wishes) {
      operations.add(operation(wish, deleted));
      if (wish.kind() == TreeStep.Kind.DELETE) {
        deleted.add(wish.path());
      }
    }
    return operations;
  }

  /** With which version an entry begins that was deleted in the same commit is the store's own. */
  private Operation operation(TreeStep.Wish wish, Set<String> deleted) {
    String path = suite.at(wish.path());
    byte[] value = CoordinationCase.bytes(wish.value());
    long right = deleted.contains(wish.path()) ? Operation.ANY_VERSION : model.versionOf(path);
    long version =
        switch (wish.expected()) {
          case ANY -> Operation.ANY_VERSION;
          case RIGHT -> right;
          case WRONG -> model.versionOf(path) + WRONG;
        };
    return switch (wish.kind()) {
      case CREATE -> new Operation.Create(path, value);
      case CREATE_EPHEMERAL -> new Operation.CreateEphemeral(path, value);
      case SET -> new Operation.Set(path, value, version);
      case DELETE -> new Operation.Delete(path, version);
      case CHECK -> new Operation.Check(path, version);
    };
  }

  private Set<String> reopen(int session) {
    sessions.get(session).close();
    sessions.set(session, suite.open());
    model.endSession(session);
    return model.changed();
  }

  /** Where the plugin's sessions cannot be made to expire, nothing happens. */
  private Set<String> expire(int session) {
    Coordination expiring = sessions.get(session);
    Recorder<SessionState> states = new Recorder<>();
    expiring.onSession(states::tell);
    if (!suite.expire(expiring)) {
      return Set.of();
    }
    states.awaitOne(SessionState.Expired.class::isInstance);
    states.await(list -> list.getLast() instanceof SessionState.Connected);
    model.endSession(session);
    return model.changed();
  }

  /** Every session sees what the model holds, once it has been told of a commit of its own. */
  void check() {
    for (Coordination session : sessions) {
      Answers.get(
          session.commit(List.of(new Operation.Check(suite.at("/"), Operation.ANY_VERSION))));
      for (String path : model.paths()) {
        Entry entry = Answers.get(session.read(path)).orElseThrow();
        ModelTree.Node node = model.node(path);
        assertArrayEquals(node.value(), entry.value());
        assertEquals(node.session() >= 0, entry.ephemeralSessionId() != 0);
        node.version().ifPresent(version -> assertEquals(version, entry.version()));
        assertEquals(Optional.of(model.children(path)), Answers.get(session.children(path)));
      }
      for (String path : WATCHED) {
        if (!model.paths().contains(suite.at(path))) {
          assertTrue(Answers.get(session.read(suite.at(path))).isEmpty());
        }
      }
    }
  }

  @Override
  public void close() {
    sessions.forEach(Coordination::close);
    watcher.close();
  }
}
