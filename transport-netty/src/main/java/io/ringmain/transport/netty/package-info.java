/**
 * TCP and TLS on Netty.
 *
 * <pre>
 *   NettyTransportProvider ──▶ NettyTransport ──▶ NettyListener     one per bound port
 *                                    │
 *                                    ▼ one per connection, on one event loop
 *   socket ─read─▶ FrameReader ─Frame─▶ NettyConnection ─▶ FrameHandler (the kernel's)
 *                       │ reserves          │
 *                       ▼                   ▼ OutboundFrames ─flush─▶ socket
 *                  FrameMemory          copied bytes, SliceRegion (sendfile), mapped memory
 *               (one per transport)
 * </pre>
 *
 * <p>An event loop is a thread that serves many connections; everything of a connection happens on
 * its loop. {@code FrameMemory} alone is shared between loops.
 */
package io.ringmain.transport.netty;
