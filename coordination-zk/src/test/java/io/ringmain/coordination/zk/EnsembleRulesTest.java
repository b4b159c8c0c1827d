package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.bytes;
import static io.ringmain.coordination.zk.Opened.text;
import static io.ringmain.testkit.tck.Answers.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.coordination.CommitRefusedException;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.tck.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The rules against an ensemble of three, and what only an ensemble can go through. */
final class EnsembleRulesTest extends ZkRules {
  private static Path directory;
  private static Ensemble ensemble;

  /** Whichever engine comes first starts it. */
  private static Ensemble ensemble() {
    if (ensemble == null) {
      try {
        directory = Files.createTempDirectory("ringmain-ensemble");
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
      ensemble = new Ensemble(directory);
    }
    return ensemble;
  }

  @AfterAll
  @AfterContainer
  static void stop() throws IOException {
    if (ensemble != null) {
      ensemble.close();
      ensemble = null;
      TemporaryFolders.delete(directory);
    }
  }

  @Override
  String hosts() {
    return ensemble().connectString();
  }

  @Override
  protected boolean stopStore() {
    ensemble().close();
    return true;
  }

  @Override
  protected void startStore() {
    for (int server = 0; server < Ensemble.SERVERS; server++) {
      ensemble().start(server);
    }
  }

  private static List<Long> commit(Coordination session, Operation... operations) {
    return get(session.commit(List.of(operations)));
  }

  private static Operation create(String path, String value) {
    return new Operation.Create(path, bytes(value));
  }

  private static Operation set(String path, String value, long version) {
    return new Operation.Set(path, bytes(value), version);
  }

  private static String read(Coordination session, String path) {
    return get(session.read(path)).map(entry -> text(entry.value())).orElse("(absent)");
  }

  @Test
  void commitsGoOnAfterTheLeaderIsKilled() {
    Coordination session = Opened.at(hosts() + "/leader");
    commit(session, create("/counter", "0"));
    int leader = ensemble().leader();
    for (int number = 1; number <= 10; number++) {
      if (number == 4) {
        ensemble.stop(leader);
      }
      setUntilDone(session, number);
    }
    ensemble.start(leader);
    assertEquals("10", read(session, "/counter"));
    assertEquals(10, get(session.read("/counter")).orElseThrow().version());
    session.close();
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
    int server = (ensemble().leader() + 1) % Ensemble.SERVERS;
    int other = (server + 1) % Ensemble.SERVERS;
    Coordination watcher = Opened.at(ensemble.connectString(server) + "/cut-off");
    Coordination writer = Opened.at(ensemble.connectString(other) + "/cut-off");
    Recorder<String> seen = new Recorder<>();
    Recorder<SessionState> states = new Recorder<>();
    watcher.onSession(states::tell);
    get(
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
    watcher.close();
    writer.close();
  }
}
