package io.ringmain.spi.transport;

/**
 * A listener to bind.
 *
 * @param name the listener's name, such as {@code PLAINTEXT}
 * @param host name or address to bind, or empty for all interfaces
 * @param port port number, or 0 for any free one
 * @param backlog connections the system may queue before they are accepted
 * @param tls how to authenticate and encrypt, or {@link TlsConfig#NONE}
 * @param idleTimeoutMs a connection without a byte in either direction, and with nothing of the
 *     kernel's under way, is closed after this long ({@code connections.max.idle.ms}); negative for
 *     never
 * @param maxConnections T14. connections accepted at a time; more are closed at once
 * @param maxConnectionsPerAddress the same for one remote address
 */
public record ListenerConfig(
    String name,
    String host,
    int port,
    int backlog,
    TlsConfig tls,
    long idleTimeoutMs,
    int maxConnections,
    int maxConnectionsPerAddress) {}
