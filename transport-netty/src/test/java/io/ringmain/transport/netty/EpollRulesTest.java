package io.ringmain.transport.netty;

/** The rules by epoll. */
final class EpollRulesTest extends NettyRules {
  EpollRulesTest() {
    super(NettyIo.EPOLL);
  }
}
