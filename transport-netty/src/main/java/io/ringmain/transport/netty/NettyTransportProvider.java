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

  /** How long a frame that may pass the memory bound may stall while others wait for memory. */
  private static final long EXPRESS_STALL_MS = 5_000;

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
                + " which io_uring and TLS lack."));
  }

  @Override
  public Transport open(TransportContext context) {
    // Before any other class of Netty: the first use fixes where it logs.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    boolean sendfile = context.settings().choice("slices", SLICES).equals("sendfile");
    NettyIo io = NettyIo.choose(context.settings().choice("io", IO));
    return new NettyTransport(context, io, sendfile, EXPRESS_STALL_MS);
  }
}
