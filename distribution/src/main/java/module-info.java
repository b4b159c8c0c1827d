/** Launcher and command line of a Ringmain distribution. */
module io.ringmain.distribution {
  requires io.ringmain.kernel;
}
