/**
 * Launcher and command line of a Ringmain distribution.
 *
 * <p>Names no plugin: those on the module path are found by the kernel.
 */
module io.ringmain.distribution {
  requires io.ringmain.kernel;
  // What an image can do without: the page of metrics, and the command that simulates a cluster.
  requires static io.ringmain.repackaged.micrometer;
  requires static io.ringmain.testkit;
  requires java.logging;
  requires jdk.httpserver;

  // The plugins are looked at before an image is made of them; jlink is found the same way.
  uses io.ringmain.spi.coordination.CoordinationProvider;
  uses io.ringmain.spi.storage.StorageProvider;
  uses io.ringmain.spi.transport.TransportProvider;

  // The JDK makes the log manager itself, by name.
  exports io.ringmain.distribution to
      java.logging;
}
