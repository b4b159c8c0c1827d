package org.example.transport.nio;

import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.tck.transport.TransportTck;

/** The plugin keeps the rules of the transport contract. */
final class NioTransportTest extends TransportTck {

  @Override
  protected TransportProvider provider() {
    return new NioTransportProvider();
  }
}
