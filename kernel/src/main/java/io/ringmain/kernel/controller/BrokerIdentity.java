package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who this broker is. Immutable.
 *
 * @param id the broker's {@code node.id}
 * @param directoryId of its first log directory, which no other process can have locked. A
 *     registration with this id is therefore that of a process that is dead, and need not be waited
 *     for until its session ends
 * @param incarnationId drawn anew by each start of the process
 * @param endpoints as advertised, one for each listener
 * @param rack where it stands, if it says so
 * @param previousBrokerEpoch of the process before, if it stopped cleanly, with everything on its
 *     disks; else {@link #UNCLEAN}
 */
public record BrokerIdentity(
    int id,
    UUID directoryId,
    UUID incarnationId,
    List<Endpoint> endpoints,
    Optional<String> rack,
    long previousBrokerEpoch) {

  /** What is said of a process that did not stop cleanly, or of none. */
  public static final long UNCLEAN = -1;

  public BrokerIdentity {
    endpoints = List.copyOf(endpoints);
  }
}
