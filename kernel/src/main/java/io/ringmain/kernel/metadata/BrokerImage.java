package io.ringmain.kernel.metadata;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A registered broker. Immutable, any thread.
 *
 * @param id the broker's {@code node.id}
 * @param brokerEpoch differs for each registration of the same id, and only grows
 * @param incarnationId drawn anew by each start of the process
 * @param endpoints one for each listener
 * @param rack where it stands, if it says so
 * @param fenced whether it is shut out of leading and of being offered to clients
 * @param inControlledShutdown whether it is handing its leaderships over
 */
public record BrokerImage(
    int id,
    long brokerEpoch,
    UUID incarnationId,
    List<Endpoint> endpoints,
    Optional<String> rack,
    boolean fenced,
    boolean inControlledShutdown) {

  public BrokerImage {
    endpoints = List.copyOf(endpoints);
  }

  /** Where the broker serves the listener of that name. */
  public Optional<Endpoint> endpoint(String listener) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.listener().equals(listener)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  /** Whether it is offered to clients. */
  public boolean alive() {
    return !fenced;
  }

  /** Whether it may be elected and join the in-sync replicas. */
  public boolean active() {
    return !fenced && !inControlledShutdown;
  }

  BrokerImage with(boolean nowFenced, boolean nowInControlledShutdown) {
    return new BrokerImage(
        id, brokerEpoch, incarnationId, endpoints, rack, nowFenced, nowInControlledShutdown);
  }
}
