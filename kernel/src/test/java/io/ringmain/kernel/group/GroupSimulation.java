package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A few consumers, one group and its coordinator, on virtual time, with a disk that may fail and a
 * broker that may be replaced. Checks after each step what must always hold.
 */
final class GroupSimulation {

  static final int CLIENTS = 5;

  /** What may happen. */
  enum Act {
    CLIENT_STARTS,
    CLIENT_STEPS,
    CLIENT_CRASHES,
    CLIENT_LEAVES,
    CLIENT_RECONNECTS,
    STATIC_CLIENT_RESTARTS,
    TIME_PASSES,
    ALL_SETTLE,
    OFFSET_COMMITTED,
    OFFSET_COMMITTED_LATE,
    OFFSET_FETCHED,
    APPENDS_FAIL,
    APPENDS_SUCCEED,
    COMMITS_HELD,
    COMMITS_RELEASED,
    BROKER_REPLACED
  }

  /** One thing that happens, to one client, with a number to be used as it likes. */
  record Step(Act act, int client, int number) {}

  /** A generation that a client was once in, to commit from later. */
  private record Credentials(String memberId, int generation) {}

  private final List<SimulatedConsumer> clients = new ArrayList<>();
  private final Map<Integer, Credentials> earlier = new HashMap<>();
  private GroupFixture groups = new GroupFixture();
  private boolean appendsFail;
  private boolean commitsHeld;
  private long acknowledgedOffset = -1;

  GroupSimulation() {
    clients.add(new SimulatedConsumer(Optional.empty(), (short) 9));
    clients.add(new SimulatedConsumer(Optional.empty(), (short) 3));
    clients.add(new SimulatedConsumer(Optional.of("a"), (short) 9));
    clients.add(new SimulatedConsumer(Optional.of("b"), (short) 9));
    clients.add(new SimulatedConsumer(Optional.empty(), (short) 9));
  }

  GroupCoordinator coordinator() {
    return groups.coordinator;
  }

  GroupFixture loadedFromLog() {
    return groups.reloaded();
  }

  void run(Step step) {
    SimulatedConsumer client = clients.get(step.client);
    switch (step.act) {
      case CLIENT_STARTS -> {
        if (client.phase() == SimulatedConsumer.Phase.DOWN) {
          client.start();
        }
      }
      case CLIENT_STEPS -> client.step(coordinator());
      case CLIENT_CRASHES -> client.crash();
      case CLIENT_LEAVES -> client.leave(coordinator());
      case CLIENT_RECONNECTS -> client.reconnect();
      case STATIC_CLIENT_RESTARTS -> restartStatic(client);
      case TIME_PASSES -> groups.runtime.advance(step.number);
      case ALL_SETTLE -> settle(10);
      case OFFSET_COMMITTED ->
          commit(new Credentials(client.memberId(), client.generation()), step.number);
      case OFFSET_COMMITTED_LATE -> {
        if (earlier.containsKey(step.client)) {
          commit(earlier.get(step.client), step.number);
        }
      }
      case OFFSET_FETCHED -> fetch();
      case APPENDS_FAIL -> failAppends(true);
      case APPENDS_SUCCEED -> failAppends(false);
      case COMMITS_HELD -> holdCommits();
      case COMMITS_RELEASED -> releaseCommits();
      case BROKER_REPLACED -> replaceBroker();
    }
    noteCredentials();
    checkOwnership();
  }

  // ---- what happens

  private void failAppends(boolean fail) {
    appendsFail = fail;
    groups.runtime.failAppends(fail ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.NONE);
  }

  private void holdCommits() {
    commitsHeld = true;
    groups.runtime.holdCommits();
  }

  private void releaseCommits() {
    commitsHeld = false;
    groups.runtime.releaseCommits();
  }

  /** Another broker takes over, with what was committed and perhaps nothing else. */
  private void replaceBroker() {
    groups.runtime.unload();
    groups = groups.reloaded(groups.runtime.committedLog());
    failAppends(appendsFail);
    if (commitsHeld) {
      holdCommits();
    }
  }

  private void settle(int rounds) {
    for (int i = 0; i < rounds; i++) {
      clients.forEach(client -> client.step(coordinator()));
      groups.runtime.advance(1_000);
    }
  }

  /** Faults end, at least one client runs, and time passes for every timeout there is. */
  void healAndSettle() {
    failAppends(false);
    releaseCommits();
    // Twice: the only one may be a static member that ends as fenced, because a broker took over
    // that knows it by the id it had before the one it could not store.
    for (int i = 0; i < 2; i++) {
      if (clients.stream().allMatch(client -> client.phase() == SimulatedConsumer.Phase.DOWN)) {
        clients.getFirst().start();
      }
      settle(900);
    }
  }

  // ---- Invariant 25: no partition is owned by two members in one generation

  private void checkOwnership() {
    Map<Integer, TreeSet<Integer>> takenByGeneration = new HashMap<>();
    for (SimulatedConsumer client : clients) {
      client
          .assignment()
          .ifPresent(assignment -> {
            assertEquals(
                client.generation(), assignment.generation(), "assigned for another generation");
            TreeSet<Integer> taken =
                takenByGeneration.computeIfAbsent(
                    assignment.generation(), generation -> new TreeSet<>());
            for (int partition : assignment.partitions()) {
              assertTrue(taken.add(partition), this::describe);
            }
          });
    }
  }

  // ---- Invariant 26: a commit from an old generation is refused

  private void noteCredentials() {
    for (int i = 0; i < CLIENTS; i++) {
      SimulatedConsumer client = clients.get(i);
      if (client.phase() == SimulatedConsumer.Phase.STABLE) {
        earlier.putIfAbsent(i, new Credentials(client.memberId(), client.generation()));
      }
    }
  }

  private void commit(Credentials by, int offset) {
    OffsetCommitRequest request = GroupFixture.commitRequest(by.memberId, by.generation, offset);
    Optional<ClassicGroup> group = coordinator().group(GroupFixture.GROUP);
    boolean current =
        group.isPresent()
            && group.get().generation() == by.generation
            && group.get().has(by.memberId);
    boolean byHand = by.generation < 0 && (group.isEmpty() || group.get().isIn(GroupState.EMPTY));
    int logBefore = groups.runtime.log().size();
    coordinator()
        .commitOffsets(
            request,
            GroupFixture.VERSION,
            response -> {
              short error = response.topics().getFirst().partitions().getFirst().errorCode();
              if (error == ErrorCode.NONE.id()) {
                assertTrue(current || byHand, () -> "accepted a commit by " + by);
                acknowledgedOffset = offset;
              }
            });
    if (!current && !byHand) {
      assertEquals(logBefore, groups.runtime.log().size(), "wrote a commit that was refused");
    }
  }

  // ---- Invariant 27: a committed offset goes back only when a client asks

  private void fetch() {
    coordinator()
        .fetchOffsets(
            new OffsetFetchRequestGroup().groupId(GroupFixture.GROUP).topics(null),
            this::checkFetched);
  }

  private void checkFetched(OffsetFetchResponseGroup response) {
    if (response.errorCode() == ErrorCode.NONE.id()) {
      long fetched =
          response.topics().isEmpty()
              ? -1
              : response.topics().getFirst().partitions().getFirst().committedOffset();
      assertEquals(acknowledgedOffset, fetched);
    }
  }

  // ---- Invariant 28: every subscribed partition is eventually assigned

  boolean allPartitionsConsumed() {
    TreeSet<Integer> consumed = new TreeSet<>();
    clients.forEach(
        client -> client.assignment().ifPresent(own -> consumed.addAll(own.partitions())));
    return consumed.size() == SimulatedConsumer.PARTITIONS
        && clients.stream()
            .allMatch(client ->
                client.phase() == SimulatedConsumer.Phase.STABLE
                    || client.phase() == SimulatedConsumer.Phase.DOWN);
  }

  // ---- Invariant 29: a static member that comes back keeps its assignment without a rebalance

  private void restartStatic(SimulatedConsumer client) {
    boolean stable =
        coordinator()
            .group(GroupFixture.GROUP)
            .filter(group -> group.isIn(GroupState.STABLE) && group.has(client.memberId()))
            .isPresent();
    if (!client.isStatic()
        || client.phase() != SimulatedConsumer.Phase.STABLE
        || !stable
        || appendsFail
        || commitsHeld) {
      return;
    }
    String memberId = client.memberId();
    int generation = coordinator().group(GroupFixture.GROUP).orElseThrow().generation();
    Optional<SimulatedConsumer.Assignment> assignment = client.assignment();
    if (client.generation() != generation) {
      return;
    }

    client.crash();
    client.start();
    client.step(coordinator());
    client.step(coordinator());

    assertEquals(SimulatedConsumer.Phase.STABLE, client.phase());
    assertNotEquals(memberId, client.memberId());
    assertEquals(generation, client.generation());
    assertEquals(assignment, client.assignment());
    assertEquals(GroupState.STABLE, coordinator().group(GroupFixture.GROUP).orElseThrow().state());
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    coordinator()
        .group(GroupFixture.GROUP)
        .ifPresent(group ->
            text.append(group.state())
                .append(" generation ")
                .append(group.generation())
                .append(", members ")
                .append(group.assignments().keySet()));
    for (SimulatedConsumer client : clients) {
      text.append("\n  ")
          .append(client.phase())
          .append(' ')
          .append(client.memberId())
          .append(' ')
          .append(client.generation())
          .append(' ')
          .append(client.assignment());
    }
    return text.toString();
  }
}
