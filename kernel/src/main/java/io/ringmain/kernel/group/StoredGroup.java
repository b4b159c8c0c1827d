package io.ringmain.kernel.group;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A group as its last record in the log has it: the latest generation whose assignment was stored.
 * Immutable.
 *
 * @param protocolType such as {@code consumer}; empty before anybody joined
 * @param protocol the assignor of this generation; empty when nobody is in the group
 * @param leader the member that assigned; empty when nobody is in the group
 * @param stateTimestampMs when the group came into this state, or {@link #NO_TIMESTAMP}
 */
public record StoredGroup(
    Optional<String> protocolType,
    int generation,
    Optional<String> protocol,
    Optional<String> leader,
    long stateTimestampMs,
    List<StoredMember> members) {

  /** Records of old brokers lack the timestamp. */
  public static final long NO_TIMESTAMP = -1;

  public StoredGroup {
    members = List.copyOf(members);
  }

  /**
   * A member with what it was assigned.
   *
   * @param subscription the member's metadata under the group's protocol
   * @param assignment what the leader gave it
   */
  public record StoredMember(
      String id,
      Optional<String> instanceId,
      GroupClient client,
      int rebalanceTimeoutMs,
      int sessionTimeoutMs,
      ByteBuffer subscription,
      ByteBuffer assignment) {}
}
