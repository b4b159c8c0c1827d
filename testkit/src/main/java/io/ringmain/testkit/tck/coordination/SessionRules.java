package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Coordination.Subscription;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.Leftovers;
import io.ringmain.testkit.tck.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** C1, C6 to C9 and C13: how a session begins, what it goes through, and how it ends. */
abstract class SessionRules extends CommitRules {

  private List<String> threadsLeft(Leftovers leftovers) throws InterruptedException {
    return leftovers.threads(this::isThreadOfSessions);
  }

  /** The states of a session from now on. */
  private static Recorder<SessionState> states(Coordination session) {
    Recorder<SessionState> states = new Recorder<>();
    session.onSession(states::tell);
    return states;
  }

  private static void awaitDisconnected(Recorder<SessionState> states) {
    states.awaitOne(SessionState.Disconnected.class::isInstance);
  }

  private static void awaitConnectedAgain(Recorder<SessionState> states) {
    states.await(list ->
        list.stream().anyMatch(state -> !(state instanceof SessionState.Connected))
            && list.getLast() instanceof SessionState.Connected);
  }

  @Test
  void c1_failedOpenLeavesNothingBehind() throws InterruptedException {
    Leftovers leftovers = Leftovers.since();
    CoordinationException none = assertThrows(CoordinationException.class, this::openHopelessly);
    assertFalse(none.getMessage().isBlank());
    assertEquals(List.of(), threadsLeft(leftovers));
  }

  @Test
  void c6_connectionLossUnderACommitMeansUnknownOutcome() {
    Coordination session = open();
    Recorder<SessionState> states = states(session);
    commit(session, create("/a", "kept"));
    stop();
    awaitDisconnected(states);
    assertThrows(
        UnknownOutcomeException.class,
        () -> commit(session, set("/a", "kept", Operation.ANY_VERSION)));
    CoordinationException unread =
        assertThrows(CoordinationException.class, () -> read(session, "/a"));
    assertNotEquals(UnknownOutcomeException.class, unread.getClass());
    start();
    awaitConnectedAgain(states);
    assertEquals("kept", read(session, "/a"));
  }

  @Test
  void c7_ephemeralEntryOutlivesALostConnection() {
    Coordination owner = open();
    Recorder<SessionState> states = states(owner);
    commit(owner, createEphemeral("/alive", "x"));
    SessionState before = owner.session();
    stop();
    awaitDisconnected(states);
    start();
    awaitConnectedAgain(states);
    assertEquals(before, owner.session());
    assertEquals("x", read(owner, "/alive"));
  }

  @Test
  void c7_ephemeralEntryVanishesWhenTheSessionExpires() {
    Coordination owner = open();
    Coordination witness = open();
    Recorder<SessionState> states = states(owner);
    commit(owner, createEphemeral("/alive", "x"));
    commit(witness, create("/seen", "")); // From now on it sees what came before.
    long sessionId = ((SessionState.Connected) owner.session()).sessionId();
    assertEquals(
        sessionId, Answers.get(witness.read(at("/alive"))).orElseThrow().ephemeralSessionId());
    expireOrSkip(owner);
    states.awaitOne(SessionState.Expired.class::isInstance);
    awaitConnectedAgain(states);
    assertEquals("(absent)", read(owner, "/alive"));
    assertNotEquals(sessionId, ((SessionState.Connected) owner.session()).sessionId());
    commit(owner, createEphemeral("/alive", "y"));
    assertEquals("y", read(owner, "/alive"));
  }

  @Test
  void c7_ephemeralEntryVanishesWhenTheSessionIsClosed() {
    Coordination owner = open();
    Coordination witness = open();
    commit(owner, createEphemeral("/mine", ""), create("/lasting", ""));
    owner.close();
    commit(witness, create("/after", ""));
    assertEquals("(absent)", read(witness, "/mine"));
    assertEquals("", read(witness, "/lasting"));
  }

  @Test
  void c8_watchTellsOfEveryKindOfChange() {
    Coordination writer = open();
    Coordination watcher = open();
    Recorder<String> calls = new Recorder<>();
    Answers.get(watcher.watch(at("/w"), () -> calls.tell("change")));
    told(calls, () -> commit(writer, create("/w", "")));
    told(calls, () -> commit(writer, set("/w", "1", Operation.ANY_VERSION)));
    told(calls, () -> commit(writer, create("/w/child", "")));
    told(calls, () -> commit(writer, delete("/w/child", Operation.ANY_VERSION)));
    told(calls, () -> commit(writer, delete("/w", Operation.ANY_VERSION)));
    told(calls, () -> commit(writer, create("/w", "again")));
  }

  private static void told(Recorder<String> calls, Runnable change) {
    int before = calls.count();
    change.run();
    calls.awaitMoreThan(before);
  }

  @Test
  void c8_watchTellsWhenAnEphemeralEntryGoesWithItsSession() {
    Coordination owner = open();
    Coordination watcher = open();
    commit(owner, createEphemeral("/w", ""));
    Recorder<String> calls = new Recorder<>();
    Answers.get(watcher.watch(at("/w"), () -> calls.tell("change")));
    told(calls, owner::close);
  }

  @Test
  void c8_everyWatcherOfAPathIsToldUntilItCloses() {
    Coordination session = open();
    Recorder<String> first = new Recorder<>();
    Recorder<String> second = new Recorder<>();
    Subscription one = Answers.get(session.watch(at("/w"), () -> first.tell("change")));
    Subscription two = Answers.get(session.watch(at("/w"), () -> second.tell("change")));
    commit(session, create("/w", ""));
    first.awaitMoreThan(0);
    second.awaitMoreThan(0);
    one.close();
    one.close();
    read(session, "/w"); // The end of the watch has been carried out before this is answered.
    int calls = first.count();
    told(second, () -> commit(session, set("/w", "", Operation.ANY_VERSION)));
    assertEquals(calls, first.count());
    two.close();
    Recorder<String> third = new Recorder<>();
    Answers.get(session.watch(at("/w"), () -> third.tell("change")));
    told(third, () -> commit(session, set("/w", "", Operation.ANY_VERSION)));
    assertEquals(calls, first.count());
  }

  @Test
  void c8_watcherIsToldAfterALostConnection() {
    Coordination session = open();
    Recorder<String> calls = new Recorder<>();
    Recorder<String> late = new Recorder<>();
    Answers.get(session.watch(at("/w"), () -> calls.tell("change")));
    Recorder<SessionState> states = states(session);
    int before = calls.count();
    stop();
    awaitDisconnected(states);
    CompletionStage<Subscription> meanwhile = session.watch(at("/v"), () -> late.tell("change"));
    start();
    calls.awaitMoreThan(before);
    awaitConnectedAgain(states);
    told(calls, () -> commit(session, create("/w", "")));
    Answers.get(meanwhile);
    told(late, () -> commit(session, create("/v", "")));
  }

  @Test
  void c8_watcherIsToldInANewSession() {
    Coordination session = open();
    Coordination writer = open();
    Recorder<String> calls = new Recorder<>();
    Answers.get(session.watch(at("/w"), () -> calls.tell("change")));
    Recorder<SessionState> states = states(session);
    int before = calls.count();
    expireOrSkip(session);
    states.awaitOne(SessionState.Expired.class::isInstance);
    calls.awaitMoreThan(before);
    told(calls, () -> commit(writer, create("/w", "")));
  }

  @Test
  void c9_closeLeavesNoThreadAndAnswersEverything() throws InterruptedException {
    open().close(); // What the store starts once and for all is there now.
    Leftovers leftovers = Leftovers.since();
    Coordination session = open();
    commit(session, create("/a", ""));
    List<CompletionStage<List<Long>>> underWay = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      underWay.add(session.commit(List.of(set("/a", "" + number, Operation.ANY_VERSION))));
    }
    session.close();
    session.close();
    assertEquals(List.of(), threadsLeft(leftovers));
    for (CompletionStage<List<Long>> commit : underWay) {
      try {
        Answers.get(commit);
      } catch (UnknownOutcomeException closedMeanwhile) {
        assertFalse(closedMeanwhile.getMessage().isBlank());
      }
    }
    assertThrows(CoordinationException.class, () -> read(session, "/a"));
    assertThrows(CoordinationException.class, () -> children(session, "/a"));
    assertThrows(CoordinationException.class, () -> commit(session, create("/b", "")));
    assertThrows(CoordinationException.class, () -> Answers.get(session.watch(at("/a"), () -> {})));
  }

  @Test
  void c9_closeWorksWithoutAConnection() throws InterruptedException {
    open().close();
    Leftovers leftovers = Leftovers.since();
    Coordination session = open();
    Recorder<SessionState> states = states(session);
    stop();
    awaitDisconnected(states);
    session.close();
    assertEquals(List.of(), threadsLeft(leftovers));
  }

  @Test
  void c9_closeWorksFromACallback() throws InterruptedException {
    open().close();
    Leftovers leftovers = Leftovers.since();
    Coordination session = open();
    Recorder<String> closed = new Recorder<>();
    var _ =
        session
            .read(at("/"))
            .thenRun(() -> {
              session.close();
              closed.tell("closed");
            });
    closed.awaitMoreThan(0);
    session.close();
    assertEquals(List.of(), threadsLeft(leftovers));
  }

  @Test
  void c13_listenerHearsTheCurrentStateFirst() {
    Coordination session = open();
    Recorder<SessionState> states = states(session);
    states.awaitMoreThan(0);
    assertInstanceOf(SessionState.Connected.class, states.soFar().getFirst());
    assertEquals(session.session(), states.soFar().getFirst());
  }
}
