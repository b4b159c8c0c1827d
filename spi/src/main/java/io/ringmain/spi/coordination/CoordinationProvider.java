package io.ringmain.spi.coordination;

import io.ringmain.spi.PluginProvider;

/** The {@link java.util.ServiceLoader} face of a coordination plugin. */
public interface CoordinationProvider extends PluginProvider {

  /**
   * Opens a session. Blocks until it is established or {@link CoordinationContext#openTimeoutMs}
   * has passed. C1. A failed open leaves nothing behind.
   *
   * @throws CoordinationException if no session could be established; the message says with whom
   */
  Coordination open(CoordinationContext context);
}
