package io.ringmain.kernel.metadata;

/**
 * Where a broker serves one listener.
 *
 * @param listener the listener's name, such as {@code PLAINTEXT}
 * @param host as advertised to clients
 * @param port as advertised to clients
 * @param securityProtocol Kafka's number for it: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL
 */
public record Endpoint(String listener, String host, int port, short securityProtocol) {}
