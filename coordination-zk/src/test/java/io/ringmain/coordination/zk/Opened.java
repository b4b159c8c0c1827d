package io.ringmain.coordination.zk;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How the tests open a coordination. */
final class Opened {
  static final int SESSION_TIMEOUT_MS = 4_000;
  static final int OPEN_TIMEOUT_MS = 30_000;

  private Opened() {}

  /** With a server inside this process, whose data is in the directory. */
  static Coordination embedded(Path dataDirectory) {
    return embedded(dataDirectory, Map.of());
  }

  static Coordination embedded(Path dataDirectory, Map<String, String> settings) {
    return open("", dataDirectory, settings, SESSION_TIMEOUT_MS, OPEN_TIMEOUT_MS);
  }

  /** With a server that is there already. */
  static Coordination at(String connect) {
    return open(connect, Path.of("unused"), Map.of(), SESSION_TIMEOUT_MS, OPEN_TIMEOUT_MS);
  }

  static Coordination open(
      String connect,
      Path dataDirectory,
      Map<String, String> settings,
      int sessionTimeoutMs,
      int openTimeoutMs) {
    ZkCoordinationProvider provider = new ZkCoordinationProvider();
    return provider.open(
        new CoordinationContext(
            new PluginSettings("coordination.zk.", provider.settings(), new HashMap<>(settings)),
            connect,
            dataDirectory,
            sessionTimeoutMs,
            openTimeoutMs));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
