/** TCP and TLS on Netty. */
module io.ringmain.transport.netty {
  requires io.ringmain.spi;
}
