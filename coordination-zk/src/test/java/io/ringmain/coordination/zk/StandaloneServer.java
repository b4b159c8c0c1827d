package io.ringmain.coordination.zk;

import io.ringmain.spi.PluginSettings;
import io.ringmain.testkit.tck.coordination.FreePorts;
import java.nio.file.Path;
import java.util.Map;

/** A ZooKeeper server in this process that tests stop and start again on the same port and data. */
final class StandaloneServer implements AutoCloseable {
  private final Path dataDirectory;
  private EmbeddedZooKeeper server;
  private final String connectString;

  StandaloneServer(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
    server =
        EmbeddedZooKeeper.start(
            dataDirectory, settings(Integer.toString(FreePorts.next())), Opened.OPEN_TIMEOUT_MS);
    connectString = server.connectString();
  }

  static ZkSettings settings(String port) {
    return ZkSettings.of(
        new PluginSettings(
            "coordination.zk.",
            ZkSettings.DECLARED,
            Map.of("embedded.port", port, "embedded.tick.ms", "100", "embedded.fsync", "false")));
  }

  String connectString() {
    return connectString;
  }

  void stop() {
    server.close();
  }

  /** With its sessions as they were. */
  void startAgain() {
    server =
        EmbeddedZooKeeper.start(
            dataDirectory,
            settings(connectString.substring(connectString.indexOf(':') + 1)),
            Opened.OPEN_TIMEOUT_MS);
  }

  @Override
  public void close() {
    server.close();
  }
}
