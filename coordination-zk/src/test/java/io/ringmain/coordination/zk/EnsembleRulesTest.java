package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.SessionState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules against an ensemble of three, and what only an ensemble can go through. */
final class EnsembleRulesTest extends CoordinationRules {
  @TempDir static Path directory;
  private static Ensemble ensemble;

  @BeforeAll
  static void start() {
    ensemble = new Ensemble(directory);
  }

  @AfterAll
  static void stop() {
    ensemble.close();
  }

  @Override
  String hosts() {
    return ensemble.connectString();
  }

  @Override
  void stopServers() {
    ensemble.close();
  }

  @Override
  void startServers() {
    for (int server = 0; server < Ensemble.SERVERS; server++) {
      ensemble.start(server);
    }
  }

  @Test
  void commitsGoOnAfterTheLeaderIsKilled() {
    Coordination session = open();
    commit(session, create("/counter", "0"));
    int leader = ensemble.leader();
    for (int number = 1; number <= 10; number++) {
      if (number == 4) {
        ensemble.stop(leader);
      }
      setUntilDone(session, number);
    }
    ensemble.start(leader);
    assertEquals("10", read(session, "/counter"));
    assertEquals(10, answer(session.read("/counter")).orElseThrow().version());
  }

  /** As a caller must: when the outcome is unknown, the next attempt's refusal tells it. */
  private static void setUntilDone(Coordination session, int number) {
    while (true) {
      try {
        commit(session, set("/counter", "" + number, number - 1));
        return;
      } catch (CommitRefusedException doneBefore) {
        assertEquals("" + number, read(session, "/counter"));
        return;
      } catch (CoordinationException unknown) {
        Recorder<SessionState> states = new Recorder<>();
        session.onSession(states::tell);
        states.awaitOne(SessionState.Connected.class::isInstance);
      }
    }
  }

  @Test
  void c8_watcherThatWasCutOffIsToldOfWhatItMissed() {
    int server = (ensemble.leader() + 1) % Ensemble.SERVERS;
    int other = (server + 1) % Ensemble.SERVERS;
    Coordination watcher = open(ensemble.connectString(server));
    Coordination writer = open(ensemble.connectString(other));
    Recorder<String> seen = new Recorder<>();
    Recorder<SessionState> states = new Recorder<>();
    watcher.onSession(states::tell);
    answer(
        watcher.watch(
            "/w",
            () ->
                watcher
                    .read("/w")
                    .thenAccept(entry -> seen.tell(entry.isPresent() ? "there" : "absent"))));
    ensemble.stop(server);
    states.awaitOne(SessionState.Disconnected.class::isInstance);
    commit(writer, create("/w", ""));
    ensemble.start(server);
    seen.awaitOne("there"::equals);
  }
}
