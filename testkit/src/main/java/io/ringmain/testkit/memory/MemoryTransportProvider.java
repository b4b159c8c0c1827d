package io.ringmain.testkit.memory;

import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;

/** The transport plugin {@code memory}, of one network. */
record MemoryTransportProvider(MemoryNetwork network) implements TransportProvider {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Transport open(TransportContext context) {
    return new MemoryTransport(network, context);
  }
}
