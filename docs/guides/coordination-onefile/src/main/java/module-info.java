/**
 * A coordination plugin for Ringmain that keeps what one broker knows in one file.
 *
 * <p>Exports nothing: the broker finds the provider by {@link java.util.ServiceLoader}.
 */
module org.example.coordination.onefile {
  requires io.ringmain.spi;

  // The face of the plugin, chosen by coordination.provider=onefile.
  provides io.ringmain.spi.coordination.CoordinationProvider with
      org.example.coordination.onefile.OneFileCoordinationProvider;
}
