package io.ringmain.coordination.local;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the tests open a coordination. */
final class Opened {
  private static final int SESSION_TIMEOUT_MS = 4_000;
  private static final int OPEN_TIMEOUT_MS = 30_000;

  private Opened() {}

  static CoordinationContext context(String connect, Path folder) {
    PluginSettings settings = new PluginSettings("coordination.local.", List.of(), Map.of());
    return new CoordinationContext(settings, connect, folder, SESSION_TIMEOUT_MS, OPEN_TIMEOUT_MS);
  }

  static Coordination in(Path folder) {
    return new LocalCoordinationProvider().open(context("", folder));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
