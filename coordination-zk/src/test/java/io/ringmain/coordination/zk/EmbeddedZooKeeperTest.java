package io.ringmain.coordination.zk;

import static io.ringmain.coordination.zk.Opened.bytes;
import static io.ringmain.coordination.zk.Opened.text;
import static io.ringmain.testkit.tck.Answers.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.tck.Recorder;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ZooKeeper server inside the process. */
final class EmbeddedZooKeeperTest {
  @TempDir Path directory;

  @Test
  void isProvidedByTheModule() {
    Provides provided =
        ZkCoordinationProvider.class.getModule().getDescriptor().provides().iterator().next();
    assertEquals(CoordinationProvider.class.getName(), provided.service());
    assertEquals(List.of(ZkCoordinationProvider.class.getName()), provided.providers());
    assertEquals("zk", new ZkCoordinationProvider().name());
  }

  @Test
  void keepsWhatWasCommittedOverARestart() {
    try (Coordination first = Opened.embedded(directory)) {
      get(first.commit(List.of(new Operation.Create("/a", bytes("one")))));
      get(first.commit(List.of(new Operation.Set("/a", bytes("two"), 0))));
    }
    try (Coordination second = Opened.embedded(directory)) {
      var entry = get(second.read("/a")).orElseThrow();
      assertEquals("two", text(entry.value()));
      assertEquals(1, entry.version());
    }
  }

  @Test
  void endsTheSessionsOfTheProcessBeforeWhenItStarts() {
    StandaloneServer server = new StandaloneServer(directory);
    Coordination before = Opened.at(server.connectString());
    get(before.commit(List.of(new Operation.CreateEphemeral("/id", bytes("")))));
    server.stop();
    before.close();
    try (Coordination after = Opened.embedded(directory)) {
      assertTrue(get(after.read("/id")).isEmpty());
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (Coordination first = Opened.embedded(directory)) {
      CoordinationException refused =
          assertThrows(CoordinationException.class, () -> Opened.embedded(directory));
      assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
      get(first.commit(List.of(new Operation.Create("/a", bytes("one")))));
    }
  }

  @Test
  void c1_failedStartLeavesNothingBehind() throws IOException {
    var before = Threads.all();
    Path file = Files.createFile(directory.resolve("file"));
    assertThrows(CoordinationException.class, () -> Opened.embedded(file));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> samePort = Map.of("embedded.port", "" + taken.getLocalPort());
      assertThrows(CoordinationException.class, () -> Opened.embedded(directory, samePort));
    }
    Threads.assertNoneOf(Threads.all(), before);
    Opened.embedded(directory).close();
  }

  @Test
  void c9_closeLeavesNoThreadOfTheServer() {
    Opened.embedded(directory).close(); // What the JDK starts once and for all is there now.
    var before = Threads.all();
    Coordination coordination = Opened.embedded(directory);
    coordination.close();
    coordination.close();
    List<Thread> left = Threads.all().stream().filter(thread -> !before.contains(thread)).toList();
    assertEquals(List.of(), left);
  }

  @Test
  void startsAgainOnTheSamePortAfterItFailed() {
    ZkSettings settings = StandaloneServer.settings("0");
    try (EmbeddedZooKeeper embedded =
            EmbeddedZooKeeper.start(directory, settings, Opened.OPEN_TIMEOUT_MS);
        Coordination coordination = Opened.at(embedded.connectString())) {
      Recorder<SessionState> states = new Recorder<>();
      coordination.onSession(states::tell);
      get(coordination.commit(List.of(new Operation.Create("/a", bytes("kept")))));
      // As ZooKeeper's own threads do when the disk refuses to write.
      embedded.server().getZooKeeperServerListener().notifyStopping("a test", 1);
      states.awaitOne(SessionState.Disconnected.class::isInstance);
      states.await(list -> list.getLast() instanceof SessionState.Connected);
      assertInstanceOf(SessionState.Connected.class, states.soFar().getFirst());
      assertEquals(states.soFar().getFirst(), coordination.session());
      assertEquals("kept", text(get(coordination.read("/a")).orElseThrow().value()));
    }
  }

  @Test
  void keepsFewAndSmallFiles() throws IOException {
    for (int round = 0; round < 6; round++) {
      try (Coordination coordination = Opened.embedded(directory)) {
        get(coordination.commit(List.of(new Operation.Create("/" + round, bytes("")))));
      }
    }
    Opened.embedded(directory).close();
    try (Stream<Path> files = Files.list(directory.resolve("version-2"))) {
      List<Path> all = files.toList();
      assertEquals(3, all.stream().filter(file -> file.toString().contains("snapshot.")).count());
      for (Path file : all) {
        assertTrue(Files.size(file) <= 2 << 20, () -> file + " is large");
      }
    }
  }
}
