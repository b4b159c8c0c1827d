/**
 * TCP and TLS on Netty: io_uring, epoll or NIO.
 *
 * <p>The native parts of io_uring and epoll are modules of their own that nothing requires: without
 * them on the module path the transport runs on NIO.
 */
module io.ringmain.transport.netty {
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.ringmain.spi;

  // Found by the kernel as the transport named "netty".
  provides io.ringmain.spi.transport.TransportProvider with
      io.ringmain.transport.netty.NettyTransportProvider;
}
