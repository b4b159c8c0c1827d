package io.ringmain.coordination.zk;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.tck.Answers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One session after another, as the server answers sooner or later. */
final class ZkCoordinationTest {
  @Test
  void sessionThatIsThereBeforeItsOpenerReturnsCounts(@TempDir Path directory) {
    try (StandaloneServer server = new StandaloneServer(directory)) {
      ConnectString target = ConnectString.parse(server.connectString());
      ZkCoordination coordination =
          new ZkCoordination(
              target, (callbacks, onState, _) -> openSlowly(target, callbacks, onState));
      try {
        Answers.get(coordination.connect());
        assertInstanceOf(SessionState.Connected.class, coordination.session());
      } finally {
        coordination.close();
      }
    }
  }

  /** Returns when the session has told that it is connected, where waiting for that is possible. */
  private static ZkSession openSlowly(
      ConnectString target, CallbackThread callbacks, BiConsumer<ZkSession, KeeperState> onState)
      throws IOException {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    Consumer<String> nobody = _ -> {};
    ZkSession session =
        new ZkSession(
            target.hosts(),
            Opened.SESSION_TIMEOUT_MS,
            false,
            callbacks,
            (from, state) -> {
              onState.accept(from, state);
              told.complete(true);
            },
            nobody);
    // On the callback thread itself it cannot: there the news waits for this method's end.
    if (!Thread.currentThread().getName().equals("ringmain-coordination")) {
      Answers.get(told);
    }
    return session;
  }
}
