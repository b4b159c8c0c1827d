package io.ringmain.transport.netty;

/** The rules by the JDK's own selectors. */
final class NioRulesTest extends NettyRules {
  NioRulesTest() {
    super(NettyIo.NIO);
  }
}
