package io.ringmain.coordination.zk;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The rules against one ZooKeeper server. */
final class StandaloneRulesTest extends CoordinationRules {
  @TempDir static Path directory;
  private static StandaloneServer server;

  @BeforeAll
  static void start() {
    server = new StandaloneServer(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String hosts() {
    return server.connectString();
  }

  @Override
  void stopServers() {
    server.stop();
  }

  @Override
  void startServers() {
    server.startAgain();
  }
}
