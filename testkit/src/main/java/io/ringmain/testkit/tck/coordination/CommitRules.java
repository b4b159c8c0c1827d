package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.CommitRefusedException.Reason;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.tck.Answers;
import io.ringmain.testkit.tck.Recorder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** C2 to C5 and C10 to C12: what is committed, read and refused. */
abstract class CommitRules extends CoordinationCase {
  private static final long WRONG = 1_000_003;

  @Test
  void c2_everythingArrivesOnOneThreadInOrder() {
    Coordination session = open();
    Recorder<String> order = new Recorder<>();
    Recorder<Thread> threads = new Recorder<>();
    Answers.get(session.watch(at("/a"), () -> threads.tell(Thread.currentThread())));
    commit(session, create("/a", "0"));
    List<String> expected = new ArrayList<>();
    AtomicBoolean asked = new AtomicBoolean();
    session.onSession(_ -> {
      threads.tell(Thread.currentThread());
      // Asked on the thread that answers, so no answer can be there before its listener is.
      if (asked.compareAndSet(false, true)) {
        for (int number = 1; number <= 100; number++) {
          Operation next = set("/a", "" + number, Operation.ANY_VERSION);
          tellWhenDone(session.commit(List.of(next)), order, number, threads);
          tellWhenDone(session.read(at("/a")), order, number, threads);
          expected.addAll(List.of("" + number, "" + number));
        }
      }
    });
    order.await(list -> list.size() == 200);
    assertEquals(expected, order.soFar());
    Set<Thread> provider = new HashSet<>(threads.soFar());
    assertEquals(1, provider.size(), provider::toString);
  }

  private static void tellWhenDone(
      CompletionStage<?> stage, Recorder<String> order, int number, Recorder<Thread> threads) {
    stage.thenRun(() -> {
      threads.tell(Thread.currentThread());
      order.tell("" + number);
    });
  }

  @Test
  void c2_whoeverIsToldOfAChangeSeesIt() {
    Coordination writer = open();
    Coordination reader = open();
    Recorder<Integer> seen = new Recorder<>();
    commit(writer, create("/n", "0"));
    Runnable readAgain =
        () ->
            reader
                .read(at("/n"))
                .thenAccept(entry -> seen.tell(Integer.valueOf(text(entry.orElseThrow().value()))));
    Answers.get(reader.watch(at("/n"), readAgain));
    for (int number = 1; number <= 50; number++) {
      commit(writer, set("/n", "" + number, Operation.ANY_VERSION));
    }
    seen.awaitOne(number -> number == 50);
    assertEquals(seen.soFar().stream().sorted().toList(), seen.soFar());
  }

  @Test
  void c2_failingCallbackHarmsNobodyElse() {
    Coordination session = open();
    Recorder<String> calls = new Recorder<>();
    Runnable failing =
        () -> {
          throw new IllegalStateException("thrown by a test");
        };
    Answers.get(session.watch(at("/w"), failing));
    Answers.get(session.watch(at("/w"), () -> calls.tell("change")));
    commit(session, create("/w", ""));
    calls.awaitMoreThan(0);
    assertEquals("", read(session, "/w"));
  }

  @Test
  void c3_readsSeeTheSessionsOwnCommits() {
    Coordination session = open();
    commit(session, create("/own", "0"));
    for (int number = 1; number <= 50; number++) {
      CompletionStage<List<Long>> unanswered =
          session.commit(List.of(set("/own", "" + number, Operation.ANY_VERSION)));
      assertEquals("" + number, read(session, "/own"));
      assertEquals(1, Answers.get(unanswered).size());
    }
  }

  @Test
  void c3_readsNeverGoBackInTime() {
    Coordination writer = open();
    Coordination reader = open();
    commit(writer, create("/time", "0"));
    List<CompletionStage<List<Long>>> unanswered = new ArrayList<>();
    int last = 0;
    for (int number = 1; number <= 100; number++) {
      unanswered.add(writer.commit(List.of(set("/time", "" + number, Operation.ANY_VERSION))));
      Optional<Entry> entry = Answers.get(reader.read(at("/time")));
      if (entry.isPresent()) {
        int now = Integer.parseInt(text(entry.get().value()));
        assertTrue(now >= last, "went back from " + last + " to " + now);
        last = now;
      }
    }
    unanswered.forEach(Answers::get);
  }

  @Test
  void c4_commitsOfAllSessionsAreTotallyOrdered() {
    List<Coordination> sessions = List.of(open(), open(), open());
    List<Long> versions = commit(sessions.getFirst(), create("/x", "0"), create("/y", "0"));
    for (int round = 1; round <= 30; round++) {
      List<CompletionStage<List<Long>>> attempts = new ArrayList<>();
      for (Coordination session : sessions) {
        attempts.add(
            session.commit(
                List.of(
                    set("/x", "" + round, versions.get(0)),
                    set("/y", "" + round, versions.get(1)))));
      }
      List<List<Long>> won = new ArrayList<>();
      for (CompletionStage<List<Long>> attempt : attempts) {
        try {
          won.add(Answers.get(attempt));
        } catch (CommitRefusedException lost) {
          assertEquals(Reason.VERSION, lost.reason());
        }
      }
      assertEquals(1, won.size(), "winners of round " + round);
      versions = won.getFirst();
    }
  }

  @Test
  void c4_commitIsSeenWhole() {
    Coordination writer = open();
    Coordination reader = open();
    commit(writer, create("/x", "0"), create("/y", "0"));
    List<CompletionStage<List<Long>>> unanswered = new ArrayList<>();
    for (int number = 1; number <= 50; number++) {
      unanswered.add(
          writer.commit(
              List.of(
                  set("/x", "" + number, Operation.ANY_VERSION),
                  set("/y", "" + number, Operation.ANY_VERSION))));
      int first = Integer.parseInt(read(reader, "/x"));
      int second = Integer.parseInt(read(reader, "/y"));
      assertTrue(second >= first, "half of commit " + first + " is seen: " + second);
    }
    unanswered.forEach(Answers::get);
  }

  @Test
  void c5_refusedCommitChangesNothing() {
    Coordination session = open();
    commit(session, create("/there", "1"), create("/parent", ""), create("/parent/child", ""));
    commit(session, createEphemeral("/mine", ""));
    refused(session, Reason.EXISTS, create("/there", "2"));
    refused(session, Reason.EXISTS, createEphemeral("/there", "2"));
    refused(session, Reason.NO_PARENT, create("/absent/child", ""));
    refused(session, Reason.NO_PARENT, create("/mine/child", ""));
    refused(session, Reason.NO_PARENT, createEphemeral("/mine/child", ""));
    refused(session, Reason.ABSENT, set("/absent", "", Operation.ANY_VERSION));
    refused(session, Reason.VERSION, set("/there", "", WRONG));
    refused(session, Reason.VERSION, set("/there", "", 1L << 40));
    refused(session, Reason.VERSION, set("/there", "", -2));
    refused(session, Reason.ABSENT, delete("/absent", Operation.ANY_VERSION));
    refused(session, Reason.VERSION, delete("/there", WRONG));
    refused(session, Reason.HAS_CHILDREN, delete("/parent", Operation.ANY_VERSION));
    refused(session, Reason.ABSENT, new Operation.Check(at("/absent"), Operation.ANY_VERSION));
    refused(session, Reason.VERSION, new Operation.Check(at("/there"), WRONG));
  }

  private void refused(Coordination session, Reason reason, Operation operation) {
    CommitRefusedException refused =
        assertThrows(
            CommitRefusedException.class,
            () ->
                commit(
                    session,
                    create("/new", ""),
                    set("/there", "changed", Operation.ANY_VERSION),
                    operation,
                    create("/late", "")));
    assertEquals(reason, refused.reason());
    assertEquals(2, refused.index());
    assertEquals("1", read(session, "/there"));
    assertEquals(Optional.of(List.of("mine", "parent", "there")), children(session, "/"));
  }

  @Test
  void c5_laterOperationsSeeWhatEarlierOnesOfTheSameCommitDid() {
    Coordination session = open();
    commit(
        session,
        create("/a", "1"),
        create("/a/b", "2"),
        new Operation.Check(at("/a/b"), Operation.ANY_VERSION),
        delete("/a/b", Operation.ANY_VERSION),
        set("/a", "3", Operation.ANY_VERSION),
        create("/a/c", "4"));
    assertEquals("3", read(session, "/a"));
    assertEquals(Optional.of(List.of("c")), children(session, "/a"));
    assertEquals(Optional.empty(), children(session, "/a/b"));
    assertEquals(List.of(), commit(session));
  }

  @Test
  void c10_badPathsAreRefusedAtOnce() {
    Coordination session = open();
    for (String path : List.of("", "a", "/a/", "//a", "/a//b")) {
      assertThrows(IllegalArgumentException.class, () -> session.read(path), path);
      assertThrows(IllegalArgumentException.class, () -> session.children(path), path);
      assertThrows(IllegalArgumentException.class, () -> session.watch(path, () -> {}), path);
      List<Operation> commit = List.of(new Operation.Check(path, 0));
      assertThrows(IllegalArgumentException.class, () -> session.commit(commit), path);
    }
    assertTrue(Answers.get(session.children("/")).isPresent());
  }

  @Test
  void c11_largestValueIsCarriedAndALargerOneRefused() {
    Coordination session = open();
    byte[] largest = new byte[Operation.MAX_VALUE_BYTES];
    largest[7] = 7;
    commit(session, new Operation.Create(at("/large"), largest));
    assertArrayEquals(largest, Answers.get(session.read(at("/large"))).orElseThrow().value());
    byte[] larger = new byte[Operation.MAX_VALUE_BYTES + 1];
    assertThrows(
        CoordinationException.class,
        () -> commit(session, new Operation.Set(at("/large"), larger, Operation.ANY_VERSION)));
  }

  @Test
  void c11_commitThatIsTooLargeIsRefused() {
    Coordination session = open();
    byte[] largest = new byte[Operation.MAX_VALUE_BYTES];
    assertThrows(
        CoordinationException.class,
        () ->
            commit(
                session,
                new Operation.Create(at("/l1"), largest),
                new Operation.Create(at("/l2"), largest)));
    assertEquals(Optional.of(List.of()), children(session, "/"));
  }

  @Test
  void c11_valuesAreCopied() {
    Coordination session = open();
    byte[] mine = bytes("mine");
    commit(session, new Operation.Create(at("/a"), mine));
    mine[0] = 'x';
    byte[] first = Answers.get(session.read(at("/a"))).orElseThrow().value();
    first[0] = 'y';
    assertEquals("mine", read(session, "/a"));
  }

  @Test
  void c12_versionChangesWithEverySetAndIsTold() {
    Coordination session = open();
    Set<Long> versions = new HashSet<>(commit(session, create("/a", "")));
    for (int number = 1; number <= 70; number++) {
      List<Long> told =
          commit(
              session,
              new Operation.Check(at("/a"), Operation.ANY_VERSION),
              set("/a", "" + number, Operation.ANY_VERSION));
      assertEquals(-1, told.get(0));
      assertTrue(versions.add(told.get(1)), "version " + told.get(1) + " has come back");
      assertEquals(told.get(1), version(session, "/a"));
    }
    assertThrows(
        CommitRefusedException.class,
        () -> commit(session, set("/a", "", versions.iterator().next() - WRONG)));
  }

  @Test
  void c12_entryTellsWhoseItIs() {
    Coordination session = open();
    commit(session, create("/lasting", ""), createEphemeral("/mine", ""));
    assertEquals(0, Answers.get(session.read(at("/lasting"))).orElseThrow().ephemeralSessionId());
    assertNotEquals(0, Answers.get(session.read(at("/mine"))).orElseThrow().ephemeralSessionId());
  }
}
