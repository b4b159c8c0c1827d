package io.ringmain.testkit.memory;

import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.tck.transport.TransportTck;

/** The transport in memory keeps the rules. */
final class MemoryTransportTest extends TransportTck {
  /** Its thread is a daemon, for all tests. */
  private static final MemoryNetwork NETWORK = new MemoryNetwork();

  @Override
  protected TransportProvider provider() {
    return NETWORK.provider();
  }
}
