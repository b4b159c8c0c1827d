/** The broker: write path, partitions, replication, groups, controller. */
module io.ringmain.kernel {
  requires com.lmax.disruptor;
  requires io.ringmain.protocol;
  requires transitive io.ringmain.spi;
}
