/**
 * Launcher and command line of a Ringmain distribution.
 *
 * <p>Names no plugin: those on the module path are found by the kernel.
 */
module io.ringmain.distribution {
  requires io.ringmain.kernel;
  requires io.ringmain.repackaged.micrometer;
  // For the command that simulates a cluster; a broker does without it.
  requires io.ringmain.testkit;
  requires java.logging;
  requires jdk.httpserver;

  // The JDK makes the log manager itself, by name.
  exports io.ringmain.distribution to
      java.logging;
}
