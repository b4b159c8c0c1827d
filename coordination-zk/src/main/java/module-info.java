/** ZooKeeper, external or embedded, as the coordination of a Ringmain cluster. */
module io.ringmain.coordination.zk {
  requires io.ringmain.spi;
}
