package io.ringmain.spi.transport;

import io.ringmain.spi.PluginProvider;

/** The {@link java.util.ServiceLoader} face of a transport plugin. */
public interface TransportProvider extends PluginProvider {

  /**
   * Opens the transport: its threads, not yet any socket. T1. A failed open leaves nothing behind.
   */
  Transport open(TransportContext context);
}
