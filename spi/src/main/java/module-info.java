/**
 * The three plugin contracts of Ringmain: storage, transport and coordination.
 *
 * <p>A plugin is a module that requires this one, provides one of the provider interfaces, and
 * needs nothing else of Ringmain. Only JDK types cross the contracts.
 *
 * <p>The version of this module is that of the contracts: {@link io.ringmain.spi.SpiVersion}.
 */
module io.ringmain.spi {
  exports io.ringmain.spi;
  exports io.ringmain.spi.coordination;
  exports io.ringmain.spi.storage;
  exports io.ringmain.spi.transport;
}
