/** The broker: write path, partitions, replication, groups, controller. */
module io.ringmain.kernel {
  requires com.lmax.disruptor;
  requires transitive io.ringmain.protocol;
  requires transitive io.ringmain.spi;

  exports io.ringmain.kernel.config;
  exports io.ringmain.kernel.env;
}
