package io.ringmain.kernel.group;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** The group's generation as it is now, with those assignments. */
  static StoredGroup of(ClassicGroup group, Map<String, ByteBuffer> assignments) {
    String protocol = group.protocol().orElse("");
    List<StoredMember> members = new ArrayList<>(group.size());
    for (Member member : group.members()) {
      members.add(
          new StoredMember(
              member.id(),
              member.instanceId(),
              member.client(),
              member.rebalanceTimeoutMs(),
              member.sessionTimeoutMs(),
              member.metadata(protocol),
              assignments.getOrDefault(member.id(), Member.NO_ASSIGNMENT)));
    }
    return new StoredGroup(
        group.protocolType(),
        group.generation(),
        group.protocol(),
        group.leader(),
        group.stateTimestampMs(),
        members);
  }

  /** A group that nobody has joined yet. */
  static StoredGroup empty(long stateTimestampMs) {
    return new StoredGroup(
        Optional.empty(), 0, Optional.empty(), Optional.empty(), stateTimestampMs, List.of());
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
