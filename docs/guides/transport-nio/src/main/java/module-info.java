/**
 * A transport plugin for Ringmain on plain {@code java.nio}: selectors and socket channels.
 *
 * <p>Exports nothing: the broker finds the provider by {@link java.util.ServiceLoader}.
 */
module org.example.transport.nio {
  requires io.ringmain.spi;

  // The face of the plugin, chosen by transport.provider=nio.
  provides io.ringmain.spi.transport.TransportProvider with
      org.example.transport.nio.NioTransportProvider;
}
