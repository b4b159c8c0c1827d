/**
 * The transport contract: moving length-delimited frames between peers.
 *
 * <pre>
 *   wire:  | length, 4 bytes, big endian | content ... | length | content ... |
 *
 *   peer ──▶ FrameHandler.onFrame(Frame)          Connection.send(parts) ──▶ peer
 *            (one thread per connection)          (same thread)
 *   any thread ──▶ Connection.wake() ──▶ FrameHandler.onWake() on the connection's thread
 * </pre>
 *
 * <p>A transport knows nothing of Kafka. The length is added and taken off by the transport; frame
 * contents are the kernel's.
 */
package io.ringmain.spi.transport;
