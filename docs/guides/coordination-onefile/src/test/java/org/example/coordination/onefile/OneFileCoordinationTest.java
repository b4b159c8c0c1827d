package org.example.coordination.onefile;

import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.testkit.tck.coordination.CoordinationTck;
import java.util.Map;
import java.util.Optional;

/** The plugin keeps the rules of the coordination contract. */
final class OneFileCoordinationTest extends CoordinationTck {
  /** One for all sessions: those of one provider share the store. */
  private static final OneFileCoordinationProvider PROVIDER = new OneFileCoordinationProvider();

  @Override
  protected CoordinationProvider provider() {
    return PROVIDER;
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("file", "target/tck.journal");
  }

  /** Nobody has one. */
  @Override
  protected Optional<String> connectNowhere() {
    return Optional.of("127.0.0.1:2181");
  }
}
