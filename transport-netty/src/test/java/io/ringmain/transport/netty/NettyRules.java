package io.ringmain.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.tck.transport.TransportTck;
import java.util.Map;
import java.util.Optional;

/** The rules of the transport contract, for one way to talk to sockets. */
abstract class NettyRules extends TransportTck {
  private final NettyIo io;

  NettyRules(NettyIo io) {
    this.io = io;
  }

  @Override
  protected TransportProvider provider() {
    Optional<Throwable> why = io.whyUnavailable();
    assumeTrue(why.isEmpty(), () -> io.settingName() + " does not work here: " + why);
    return new NettyTransportProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("io", io.settingName());
  }

  /** Netty has a thread for the whole JVM, which ends a second after its last task. */
  @Override
  protected boolean isThreadOfTransport(Thread thread) {
    return !thread.getName().startsWith("globalEventExecutor");
  }
}
