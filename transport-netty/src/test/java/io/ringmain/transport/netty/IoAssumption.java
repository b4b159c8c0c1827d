package io.ringmain.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Skips a test, visibly, where the operating system lacks what it is about. */
final class IoAssumption {
  private IoAssumption() {}

  static void works(NettyIo io) {
    Optional<Throwable> why = io.whyUnavailable();
    assumeTrue(why.isEmpty(), () -> io.settingName() + " does not work here: " + why);
  }
}
