/** The broker: write path, partitions, replication, groups, controller. */
module io.ringmain.kernel {
  requires com.lmax.disruptor;
  requires transitive io.ringmain.protocol;
  requires transitive io.ringmain.spi;
  // For the levels of loggers, which clients may read and change.
  requires java.logging;

  exports io.ringmain.kernel;
  exports io.ringmain.kernel.config;
  exports io.ringmain.kernel.env;
  exports io.ringmain.kernel.env.system;
  exports io.ringmain.kernel.metrics;
  exports io.ringmain.kernel.plugin;

  uses io.ringmain.spi.coordination.CoordinationProvider;
  uses io.ringmain.spi.storage.StorageProvider;
  uses io.ringmain.spi.transport.TransportProvider;
}
