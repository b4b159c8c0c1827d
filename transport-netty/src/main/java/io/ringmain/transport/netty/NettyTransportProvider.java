package io.ringmain.transport.netty;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import java.util.List;
import java.util.Set;

/** The transport named {@code netty}; created by the service loader. */
public final class NettyTransportProvider implements TransportProvider {
  private static final Set<String> IO = Set.of("auto", "io_uring", "epoll", "nio");

  private static final Set<String> SLICES = Set.of("mapped", "sendfile");

  private static final String STALL_TIMEOUT_MS = "stall.timeout.ms";
  private static final int LEAST_STALL_TIMEOUT_MS = 100;

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        new PluginSetting(
            "io",
            "auto",
            "auto, io_uring, epoll or nio",
            "How sockets are read and written; auto takes epoll where it works, else nio."),
        new PluginSetting(
            "slices",
            "mapped",
            "mapped or sendfile",
            "How pieces of the log are sent: written from their mapped memory, or by sendfile,"
                + " which io_uring and TLS lack."),
        new PluginSetting(
            STALL_TIMEOUT_MS,
            "5000",
            "a whole number from " + LEAST_STALL_TIMEOUT_MS + " to " + Integer.MAX_VALUE,
            "How long a client may stand still, in a request half sent or a response half read,"
                + " while others wait for the memory of its requests; then it is closed."));
  }

  @Override
  public Transport open(TransportContext context) {
    // Before any other class of Netty: the first use fixes where it logs.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    boolean sendfile = context.settings().choice("slices", SLICES).equals("sendfile");
    NettyIo io = NettyIo.choose(context.settings().choice("io", IO));
    long stallTimeoutMs =
        context.settings().number(STALL_TIMEOUT_MS, LEAST_STALL_TIMEOUT_MS, Integer.MAX_VALUE);
    return new NettyTransport(context, io, sendfile, stallTimeoutMs);
  }
}
