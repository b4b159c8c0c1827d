package io.ringmain.coordination.zk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;

/** The rules against one ZooKeeper server, the one that a broker starts inside its process. */
final class StandaloneRulesTest extends ZkRules {
  private static Path directory;
  private static StandaloneServer server;

  /** Whichever engine comes first starts it. */
  private static StandaloneServer server() {
    if (server == null) {
      try {
        directory = Files.createTempDirectory("ringmain-standalone");
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
      server = new StandaloneServer(directory);
    }
    return server;
  }

  @AfterAll
  @AfterContainer
  static void stop() throws IOException {
    if (server != null) {
      server.close();
      server = null;
      TemporaryFolders.delete(directory);
    }
  }

  @Override
  String hosts() {
    return server().connectString();
  }

  @Override
  protected boolean stopStore() {
    server().stop();
    return true;
  }

  @Override
  protected void startStore() {
    server().startAgain();
  }
}
