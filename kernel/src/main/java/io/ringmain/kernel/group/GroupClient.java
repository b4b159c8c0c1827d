package io.ringmain.kernel.group;

/**
 * Who asks: what the coordinator remembers of a member's connection.
 *
 * @param clientId the client's name for itself; the beginning of a dynamic member's id
 * @param clientHost the client's address as Kafka writes and shows it, such as {@code /127.0.0.1}
 */
public record GroupClient(String clientId, String clientHost) {}
