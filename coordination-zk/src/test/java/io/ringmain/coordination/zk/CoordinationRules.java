package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.answer;
import static io.ringmain.coordination.zk.Opened.bytes;
import static io.ringmain.coordination.zk.Opened.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.Coordination.Subscription;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.spi.coordination.UnknownOutcomeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.StaticHostProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rules C1 to C9 of the coordination contract as facts, for any ZooKeeper.
 *
 * <p>Each test has a tree of its own, below a chroot that the first session creates.
 */
abstract class CoordinationRules {
  private static final AtomicInteger TREES = new AtomicInteger();

  private final String chroot = "/rules/" + TREES.incrementAndGet();
  private final List<Coordination> opened = new ArrayList<>();

  /** {@code host:port,…} of the ZooKeeper under test. */
  abstract String hosts();

  /** Makes every server unreachable. */
  abstract void stopServers();

  /** Brings all servers back with their data and sessions. */
  abstract void startServers();

  final ZkCoordination open() {
    return open(hosts());
  }

  final ZkCoordination open(String hosts) {
    ZkCoordination coordination = (ZkCoordination) Opened.at(hosts + chroot);
    opened.add(coordination);
    return coordination;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Coordination::close);
  }

  /** Ends a session behind its owner's back: another client takes it over and closes it. */
  static void expire(ZkCoordination victim, String hosts) {
    ZkSession session = victim.zkSession();
    CountDownLatch connected = new CountDownLatch(1);
    try {
      ZooKeeper thief =
          new ZooKeeper(
              hosts,
              Opened.SESSION_TIMEOUT_MS,
              event -> connected.countDown(),
              session.id(),
              session.password(),
              false,
              new StaticHostProvider(new ConnectStringParser(hosts).getServerAddresses()),
              new ClientConfig(Opened.SESSION_TIMEOUT_MS, false));
      connected.await();
      thief.close();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  static Operation create(String path, String value) {
    return new Operation.Create(path, bytes(value));
  }

  static Operation set(String path, String value, long version) {
    return new Operation.Set(path, bytes(value), version);
  }

  static List<Long> commit(Coordination session, Operation... operations) {
    return answer(session.commit(List.of(operations)));
  }

  static String read(Coordination session, String path) {
    return answer(session.read(path)).map(entry -> text(entry.value())).orElse("(absent)");
  }

  @Test
  void c1_failedOpenLeavesNothingBehind() {
    var before = Threads.ofCoordination();
    CoordinationException none =
        assertThrows(
            CoordinationException.class,
            () -> Opened.open("127.0.0.1:1", Path.of("unused"), Map.of(), 4000, 200));
    assertTrue(none.getMessage().contains("127.0.0.1:1"), none.getMessage());
    Threads.assertNoneBeyond(before);
  }

  @Test
  void c1_openCreatesTheChroot() {
    Coordination session = open();
    assertEquals(Optional.of(List.of()), answer(session.children("/")));
    assertEquals("", read(session, "/"));
  }

  @Test
  void c2_everythingArrivesOnOneThreadInOrder() {
    Coordination session = open();
    Recorder<String> order = new Recorder<>();
    Recorder<Thread> threads = new Recorder<>();
    session.onSession(state -> threads.tell(Thread.currentThread()));
    answer(session.watch("/a", () -> threads.tell(Thread.currentThread())));
    commit(session, create("/a", "0"));
    for (int round = 1; round <= 100; round++) {
      int number = round;
      tellWhenDone(
          session.commit(List.of(set("/a", "" + number, number - 1))), order, number, threads);
      tellWhenDone(session.read("/a"), order, number, threads);
    }
    order.await(list -> list.size() == 200);
    List<String> expected = new ArrayList<>();
    for (int round = 1; round <= 100; round++) {
      expected.add("" + round);
      expected.add("" + round);
    }
    assertEquals(expected, order.soFar());
    // What has completed before anybody asks to be told is told to the asking thread, by its own
    // doing.
    Set<Thread> provider = new HashSet<>(threads.soFar());
    provider.remove(Thread.currentThread());
    assertEquals(1, provider.size(), provider::toString);
  }

  private static void tellWhenDone(
      CompletionStage<?> stage, Recorder<String> order, int number, Recorder<Thread> threads) {
    stage.thenRun(() -> {
      order.tell("" + number);
      threads.tell(Thread.currentThread());
    });
  }

  @Test
  void c2_whoeverIsToldOfAChangeSeesIt() {
    Coordination writer = open();
    Coordination reader = open();
    Recorder<Integer> seen = new Recorder<>();
    commit(writer, create("/n", "0"));
    answer(
        reader.watch(
            "/n",
            () ->
                reader
                    .read("/n")
                    .thenAccept(
                        entry -> seen.tell(Integer.valueOf(text(entry.orElseThrow().value()))))));
    for (int number = 1; number <= 50; number++) {
      commit(writer, set("/n", "" + number, number - 1));
    }
    seen.awaitOne(number -> number == 50);
    assertEquals(seen.soFar().stream().sorted().toList(), seen.soFar());
  }

  @Test
  void c3_readsSeeTheSessionsOwnCommits() {
    Coordination session = open();
    commit(session, create("/own", "0"));
    for (int number = 1; number <= 50; number++) {
      CompletionStage<List<Long>> unanswered =
          session.commit(List.of(set("/own", "" + number, number - 1)));
      assertEquals("" + number, read(session, "/own"));
      assertEquals(List.of((long) number), answer(unanswered));
    }
  }

  @Test
  void c3_readsNeverGoBackInTime() {
    Coordination writer = open();
    Coordination reader = open();
    commit(writer, create("/time", "0"));
    long last = 0;
    CompletionStage<List<Long>> latest = null;
    for (int number = 1; number <= 100; number++) {
      latest = writer.commit(List.of(set("/time", "" + number, Operation.ANY_VERSION)));
      var entry = answer(reader.read("/time"));
      if (entry.isPresent()) {
        assertTrue(entry.get().version() >= last, "went back from " + last);
        last = entry.get().version();
      }
    }
    answer(latest);
  }

  @Test
  void c4_commitsOfAllSessionsAreTotallyOrdered() {
    List<Coordination> sessions = List.of(open(), open(), open());
    commit(sessions.getFirst(), create("/x", "0"), create("/y", "0"));
    for (int round = 0; round < 30; round++) {
      long version = round;
      String value = "" + (round + 1);
      List<CompletionStage<List<Long>>> attempts = new ArrayList<>();
      for (Coordination session : sessions) {
        attempts.add(session.commit(List.of(set("/x", value, version), set("/y", value, version))));
      }
      int won = 0;
      for (CompletionStage<List<Long>> attempt : attempts) {
        try {
          assertEquals(List.of(version + 1, version + 1), answer(attempt));
          won++;
        } catch (CommitRefusedException lost) {
          assertEquals(Reason.VERSION, lost.reason());
        }
      }
      assertEquals(1, won, "winners of round " + round);
    }
    for (Coordination session : sessions) {
      commit(session, set("/x", "end", Operation.ANY_VERSION));
      assertEquals("30", read(session, "/y"));
    }
  }

  @Test
  void c5_refusedCommitChangesNothing() {
    Coordination session = open();
    commit(session, create("/there", "1"), create("/parent", ""), create("/parent/child", ""));
    commit(session, new Operation.CreateEphemeral("/mine", bytes("")));
    refused(session, Reason.EXISTS, create("/there", "2"));
    refused(session, Reason.NO_PARENT, create("/absent/child", ""));
    refused(session, Reason.NO_PARENT, create("/mine/child", ""));
    refused(session, Reason.ABSENT, set("/absent", "", Operation.ANY_VERSION));
    refused(session, Reason.VERSION, set("/there", "", 7));
    refused(session, Reason.VERSION, set("/there", "", 1L << 32));
    refused(session, Reason.VERSION, set("/there", "", -2));
    refused(session, Reason.ABSENT, new Operation.Delete("/absent", Operation.ANY_VERSION));
    refused(session, Reason.VERSION, new Operation.Delete("/there", 7));
    refused(session, Reason.HAS_CHILDREN, new Operation.Delete("/parent", 0));
    refused(session, Reason.ABSENT, new Operation.Check("/absent", 0));
    refused(session, Reason.VERSION, new Operation.Check("/there", 7));
  }

  private void refused(Coordination session, Reason reason, Operation operation) {
    CommitRefusedException refused =
        assertThrows(
            CommitRefusedException.class,
            () ->
                commit(
                    session,
                    create("/new", ""),
                    set("/there", "changed", 0),
                    operation,
                    create("/late", "")));
    assertEquals(reason, refused.reason());
    assertEquals(2, refused.index());
    assertEquals("1", read(session, "/there"));
    assertEquals(Optional.of(List.of("mine", "parent", "there")), answer(session.children("/")));
  }

  @Test
  void commitTellsNewVersions() {
    Coordination session = open();
    assertEquals(List.of(0L, 0L), commit(session, create("/a", ""), create("/a/b", "")));
    assertEquals(
        List.of(1L, -1L, -1L, 2L),
        commit(
            session,
            set("/a", "1", 0),
            new Operation.Check("/a", 1),
            new Operation.Delete("/a/b", 0),
            set("/a", "2", 1)));
    assertEquals(List.of(), commit(session));
  }

  @Test
  void c6_connectionLossUnderACommitMeansUnknownOutcome() {
    Coordination session = open();
    Recorder<SessionState> states = new Recorder<>();
    session.onSession(states::tell);
    commit(session, create("/a", ""));
    stopServers();
    try {
      states.awaitOne(SessionState.Disconnected.class::isInstance);
      assertThrows(UnknownOutcomeException.class, () -> commit(session, set("/a", "", 0)));
      CoordinationException unread =
          assertThrows(CoordinationException.class, () -> read(session, "/a"));
      assertNotEquals(UnknownOutcomeException.class, unread.getClass());
    } finally {
      startServers();
    }
    states.await(list -> list.getLast() instanceof SessionState.Connected);
    assertEquals("", read(session, "/a"));
  }

  @Test
  void c7_ephemeralEntriesVanishWhenTheSessionEndsAndNotBefore() {
    ZkCoordination owner = open();
    Coordination witness = open();
    Recorder<SessionState> states = new Recorder<>();
    owner.onSession(states::tell);
    commit(owner, new Operation.CreateEphemeral("/alive", bytes("x")));
    long sessionId = ((SessionState.Connected) owner.session()).sessionId();
    assertEquals(sessionId, answer(witness.read("/alive")).orElseThrow().ephemeralSessionId());

    stopServers();
    states.awaitOne(SessionState.Disconnected.class::isInstance);
    startServers();
    states.await(list -> list.getLast() instanceof SessionState.Connected);
    assertEquals("x", read(owner, "/alive"));

    expire(owner, hosts());
    states.awaitOne(SessionState.Expired.class::isInstance);
    states.await(list -> list.getLast() instanceof SessionState.Connected);
    assertEquals("(absent)", read(owner, "/alive"));
    assertNotEquals(sessionId, ((SessionState.Connected) owner.session()).sessionId());

    commit(owner, new Operation.CreateEphemeral("/alive", bytes("y")));
    owner.close();
    commit(witness, create("/after", ""));
    assertEquals("(absent)", read(witness, "/alive"));
  }

  @Test
  void c8_watchTellsOfEveryKindOfChange() {
    Coordination writer = open();
    Coordination watcher = open();
    Recorder<String> calls = new Recorder<>();
    answer(watcher.watch("/w", () -> calls.tell("change")));
    told(calls, () -> commit(writer, create("/w", "")));
    told(calls, () -> commit(writer, set("/w", "1", 0)));
    told(calls, () -> commit(writer, create("/w/child", "")));
    told(calls, () -> commit(writer, new Operation.Delete("/w/child", 0)));
    told(calls, () -> commit(writer, new Operation.Delete("/w", 1)));
    told(calls, () -> commit(writer, create("/w", "again")));
  }

  private static void told(Recorder<String> calls, Runnable change) {
    int before = calls.count();
    change.run();
    calls.awaitMoreThan(before);
  }

  @Test
  void c8_everyWatcherOfAPathIsToldUntilItCloses() {
    Coordination session = open();
    Recorder<String> first = new Recorder<>();
    Recorder<String> second = new Recorder<>();
    Subscription one = answer(session.watch("/w", () -> first.tell("change")));
    Subscription two = answer(session.watch("/w", () -> second.tell("change")));
    commit(session, create("/w", ""));
    first.awaitOne("change"::equals);
    second.awaitOne("change"::equals);
    one.close();
    one.close();
    read(session, "/w"); // The end of the watch has been carried out before this is answered.
    int calls = first.count();
    told(second, () -> commit(session, set("/w", "", 0)));
    assertEquals(calls, first.count());

    two.close();
    Recorder<String> third = new Recorder<>();
    answer(session.watch("/w", () -> third.tell("change")));
    told(third, () -> commit(session, set("/w", "", 1)));
    assertEquals(calls, first.count());
  }

  @Test
  void c8_watcherIsToldAfterALostConnection() {
    Coordination session = open();
    Recorder<String> calls = new Recorder<>();
    Recorder<SessionState> states = new Recorder<>();
    answer(session.watch("/w", () -> calls.tell("change")));
    session.onSession(states::tell);
    int before = calls.count();
    stopServers();
    states.awaitOne(SessionState.Disconnected.class::isInstance);
    CompletionStage<Subscription> meanwhile = session.watch("/v", () -> calls.tell("late"));
    startServers();
    calls.awaitMoreThan(before);
    told(calls, () -> commit(session, create("/w", "")));
    answer(meanwhile);
    commit(session, create("/v", ""));
    calls.awaitOne("late"::equals);
  }

  @Test
  void c8_watcherIsToldInANewSession() {
    ZkCoordination session = open();
    Coordination writer = open();
    Recorder<String> calls = new Recorder<>();
    Recorder<SessionState> states = new Recorder<>();
    answer(session.watch("/w", () -> calls.tell("change")));
    session.onSession(states::tell);
    int before = calls.count();
    expire(session, hosts());
    states.awaitOne(SessionState.Expired.class::isInstance);
    calls.awaitMoreThan(before);
    told(calls, () -> commit(writer, create("/w", "")));
  }

  @Test
  void c9_closeLeavesNoThreadAndAnswersEverything() {
    var before = Threads.ofCoordination();
    ZkCoordination session = open();
    commit(session, create("/a", ""));
    List<CompletionStage<List<Long>>> underWay = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      underWay.add(session.commit(List.of(set("/a", "" + number, number))));
    }
    session.close();
    session.close();
    Threads.assertNoneBeyond(before);
    for (CompletionStage<List<Long>> commit : underWay) {
      try {
        answer(commit);
      } catch (UnknownOutcomeException closedMeanwhile) {
        assertTrue(closedMeanwhile.getMessage().contains("commit"), closedMeanwhile.getMessage());
      }
    }
    assertThrows(CoordinationException.class, () -> read(session, "/a"));
    assertThrows(CoordinationException.class, () -> answer(session.children("/a")));
    assertThrows(CoordinationException.class, () -> commit(session, create("/b", "")));
    assertThrows(CoordinationException.class, () -> answer(session.watch("/a", () -> {})));
  }

  @Test
  void c9_closeWorksWithoutAConnection() {
    var before = Threads.ofCoordination();
    Coordination session = open();
    stopServers();
    try {
      session.close();
      Threads.assertNoneBeyond(before);
    } finally {
      startServers();
    }
  }

  @Test
  void c9_closeWorksFromACallback() {
    var before = Threads.ofCoordination();
    Coordination session = open();
    Recorder<String> closed = new Recorder<>();
    session
        .read("/")
        .thenRun(() -> {
          session.close();
          closed.tell("closed");
        });
    closed.awaitOne("closed"::equals);
    session.close();
    Threads.assertNoneBeyond(before);
  }

  @Test
  void sessionListenerHearsTheCurrentStateFirst() {
    Coordination session = open();
    Recorder<SessionState> states = new Recorder<>();
    session.onSession(states::tell);
    states.awaitMoreThan(0);
    assertInstanceOf(SessionState.Connected.class, states.soFar().getFirst());
    assertEquals(session.session(), states.soFar().getFirst());
  }

  @Test
  void aFailingCallbackHarmsNobodyElse() {
    Coordination session = open();
    Recorder<String> calls = new Recorder<>();
    answer(
        session.watch(
            "/w",
            () -> {
              throw new IllegalStateException("thrown by a test");
            }));
    answer(session.watch("/w", () -> calls.tell("change")));
    told(calls, () -> commit(session, create("/w", "")));
  }

  @Test
  void carriesValuesUpTo512KibAndRefusesLarger() {
    Coordination session = open();
    byte[] largest = new byte[512 * 1024];
    largest[7] = 7;
    answer(session.commit(List.of(new Operation.Create("/large", largest))));
    assertArrayEquals(largest, answer(session.read("/large")).orElseThrow().value());
    CoordinationException refused =
        assertThrows(
            CoordinationException.class,
            () ->
                answer(
                    session.commit(
                        List.of(new Operation.Set("/large", new byte[512 * 1024 + 1], 0)))));
    assertTrue(refused.getMessage().contains("524288"), refused.getMessage());
    assertThrows(
        CoordinationException.class,
        () ->
            answer(
                session.commit(
                    List.of(
                        new Operation.Create("/l1", largest),
                        new Operation.Create("/l2", largest)))));
    assertEquals(Optional.of(List.of("large")), answer(session.children("/")));
  }

  @Test
  void refusesPathsThatAreNotAbsolute() {
    Coordination session = open();
    for (String path : List.of("", "a", "/a/", "//a", "/a//b")) {
      assertThrows(IllegalArgumentException.class, () -> session.read(path), path);
      assertThrows(
          IllegalArgumentException.class, () -> session.commit(List.of(create(path, ""))), path);
    }
  }
}
