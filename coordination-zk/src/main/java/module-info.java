/** ZooKeeper, external or embedded, as the coordination of a Ringmain cluster. */
module io.ringmain.coordination.zk {
  requires io.ringmain.repackaged.zookeeper;
  requires io.ringmain.spi;
  // For an exception of the server that may be asked to authenticate.
  requires java.security.sasl;

  // Chosen by coordination.provider=zk; nothing else of this module is for others.
  provides io.ringmain.spi.coordination.CoordinationProvider with
      io.ringmain.coordination.zk.ZkCoordinationProvider;
}
