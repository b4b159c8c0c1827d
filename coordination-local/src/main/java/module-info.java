/** The metadata of a single broker in a local file, as its coordination: no ZooKeeper at all. */
module io.ringmain.coordination.local {
  requires io.ringmain.spi;

  // Chosen by coordination.provider=local; nothing else of this module is for others.
  provides io.ringmain.spi.coordination.CoordinationProvider with
      io.ringmain.coordination.local.LocalCoordinationProvider;
}
