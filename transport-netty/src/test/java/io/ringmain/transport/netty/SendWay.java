package io.ringmain.transport.netty;

/**
 * A way to send.
 *
 * @param slices the setting of that name
 */
record SendWay(NettyIo io, String slices) {}
