package io.ringmain.spi.coordination;

import io.ringmain.spi.PluginProvider;
import java.util.Map;

/** The {@link java.util.ServiceLoader} face of a coordination plugin. */
public interface CoordinationProvider extends PluginProvider {

  /**
   * Opens a session. Blocks until it is established or {@link CoordinationContext#openTimeoutMs}
   * has passed. C1. A failed open leaves nothing behind.
   *
   * @throws CoordinationException if no session could be established; the message says with whom
   */
  Coordination open(CoordinationContext context);

  /**
   * Starts a server of the service that brokers coordinate through, in a process of its own, for an
   * operator who has none yet. A provider need not offer that.
   *
   * @param settings the service's own, in its own names
   * @throws CoordinationException if there is no such server, or it cannot start; the message names
   *     what was wrong
   */
  default CoordinationServer startServer(Map<String, String> settings) {
    throw new CoordinationException(
        "the coordination plugin " + name() + " has no server to run in a process of its own");
  }
}
