package org.example.transport.nio;

/**
 * What a connection is told about itself and its other end.
 *
 * @param id unique within the transport, increasing
 * @param address as text
 * @param listener the name of the listener that accepted it, or empty
 * @param idleTimeoutMs after which it is closed, or negative for never
 * @param onClosed called once, when it has closed
 */
record Peer(long id, String address, String listener, long idleTimeoutMs, Runnable onClosed) {}
