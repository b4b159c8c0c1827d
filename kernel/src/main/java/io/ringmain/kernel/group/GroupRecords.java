package io.ringmain.kernel.group;

import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.kernel.group.StoredGroup.StoredMember;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.Message;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.stored.GroupMetadataKey;
import io.ringmain.protocol.stored.GroupMetadataValue;
import io.ringmain.protocol.stored.OffsetCommitKey;
import io.ringmain.protocol.stored.OffsetCommitValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes the records of {@code __consumer_offsets} exactly as Kafka does. Any thread.
 *
 * <pre>
 *   key    ┌──────────┬──────────────────────┐   type 0, 1: offset of group, topic, partition
 *          │ type  2B │ key message          │   type 2:    group
 *          └──────────┴──────────────────────┘   others: not of the classic protocol
 *   value  ┌──────────┬──────────────────────┐
 *          │ version  │ value message        │   no value: a tombstone, the key is gone
 *          └──────────┴──────────────────────┘
 * </pre>
 */
final class GroupRecords {

  static final short LEGACY_OFFSET_COMMIT = 0;
  static final short OFFSET_COMMIT = 1;
  static final short GROUP_METADATA = 2;

  /** The versions of key messages are spent as types, so there is but one. */
  private static final short KEY_VERSION = 0;

  private static final short GROUP_VALUE_VERSION = 3;
  private static final short OFFSET_VALUE_VERSION = 4;

  /** The only version with a time of expiry; Kafka still writes it for clients that ask for one. */
  private static final short EXPIRING_OFFSET_VALUE_VERSION = 1;

  private GroupRecords() {}

  /** What a record says. */
  sealed interface Change {}

  /** A group's latest stored generation. */
  record GroupStored(String group, StoredGroup value) implements Change {}

  /** The group was deleted. */
  record GroupDeleted(String group) implements Change {}

  /** An offset was committed. */
  record OffsetCommitted(String group, String topic, int partition, CommittedOffset value)
      implements Change {}

  /** A committed offset was deleted, or has expired. */
  record OffsetDeleted(String group, String topic, int partition) implements Change {}

  static CoordinatorRecord offset(
      String group, String topic, int partition, CommittedOffset offset) {
    short version =
        offset.expireTimestampMs() == CommittedOffset.NO_EXPIRY
            ? OFFSET_VALUE_VERSION
            : EXPIRING_OFFSET_VALUE_VERSION;
    OffsetCommitValue value =
        new OffsetCommitValue()
            .offset(offset.offset())
            .leaderEpoch(offset.leaderEpoch())
            .metadata(offset.metadata())
            .commitTimestamp(offset.commitTimestampMs())
            .expireTimestamp(offset.expireTimestampMs())
            .topicId(offset.topicId());
    return new CoordinatorRecord(
        offsetKey(group, topic, partition), Optional.of(encode(version, value, version)));
  }

  static CoordinatorRecord offsetTombstone(String group, String topic, int partition) {
    return new CoordinatorRecord(offsetKey(group, topic, partition), Optional.empty());
  }

  static CoordinatorRecord group(String group, StoredGroup stored) {
    List<GroupMetadataValue.MemberMetadata> members = new ArrayList<>(stored.members().size());
    for (StoredMember member : stored.members()) {
      members.add(
          new GroupMetadataValue.MemberMetadata()
              .memberId(member.id())
              .groupInstanceId(member.instanceId().orElse(null))
              .clientId(member.client().clientId())
              .clientHost(member.client().clientHost())
              .rebalanceTimeout(member.rebalanceTimeoutMs())
              .sessionTimeout(member.sessionTimeoutMs())
              .subscription(member.subscription().duplicate())
              .assignment(member.assignment().duplicate()));
    }
    GroupMetadataValue value =
        new GroupMetadataValue()
            .protocolType(stored.protocolType().orElse(""))
            .generation(stored.generation())
            .protocol(stored.protocol().orElse(null))
            .leader(stored.leader().orElse(null))
            .currentStateTimestamp(stored.stateTimestampMs())
            .members(members);
    return new CoordinatorRecord(
        groupKey(group), Optional.of(encode(GROUP_VALUE_VERSION, value, GROUP_VALUE_VERSION)));
  }

  static CoordinatorRecord groupTombstone(String group) {
    return new CoordinatorRecord(groupKey(group), Optional.empty());
  }

  /** What a record says, or nothing if it is none of the classic protocol's. */
  static Optional<Change> decode(ByteBuffer key, Optional<ByteBuffer> value) {
    Reader in = new Reader(key.duplicate());
    short type = in.readShort();
    return switch (type) {
      case LEGACY_OFFSET_COMMIT, OFFSET_COMMIT ->
          Optional.of(offsetChange(new OffsetCommitKey(in, KEY_VERSION), value));
      case GROUP_METADATA -> Optional.of(groupChange(new GroupMetadataKey(in, KEY_VERSION), value));
      default -> Optional.empty();
    };
  }

  private static Change offsetChange(OffsetCommitKey key, Optional<ByteBuffer> bytes) {
    if (bytes.isEmpty()) {
      return new OffsetDeleted(key.group(), key.topic(), key.partition());
    }
    Reader in = new Reader(bytes.get().duplicate());
    OffsetCommitValue value = new OffsetCommitValue(in, in.readShort());
    return new OffsetCommitted(
        key.group(),
        key.topic(),
        key.partition(),
        new CommittedOffset(
            value.offset(),
            value.leaderEpoch(),
            value.metadata(),
            value.commitTimestamp(),
            value.expireTimestamp(),
            value.topicId()));
  }

  private static Change groupChange(GroupMetadataKey key, Optional<ByteBuffer> bytes) {
    if (bytes.isEmpty()) {
      return new GroupDeleted(key.group());
    }
    Reader in = new Reader(bytes.get().duplicate());
    GroupMetadataValue value = new GroupMetadataValue(in, in.readShort());
    List<StoredMember> members = new ArrayList<>(value.members().size());
    for (GroupMetadataValue.MemberMetadata member : value.members()) {
      members.add(
          new StoredMember(
              member.memberId(),
              Optional.ofNullable(member.groupInstanceId()),
              new GroupClient(member.clientId(), member.clientHost()),
              // Version 0 had one timeout for both.
              member.rebalanceTimeout() == -1 ? member.sessionTimeout() : member.rebalanceTimeout(),
              member.sessionTimeout(),
              Bytes.copyOf(member.subscription()),
              Bytes.copyOf(member.assignment())));
    }
    return new GroupStored(
        key.group(),
        new StoredGroup(
            Optional.of(value.protocolType()).filter(type -> !type.isEmpty()),
            value.generation(),
            Optional.ofNullable(value.protocol()),
            Optional.ofNullable(value.leader()),
            value.currentStateTimestamp(),
            members));
  }

  private static ByteBuffer offsetKey(String group, String topic, int partition) {
    return encode(
        OFFSET_COMMIT,
        new OffsetCommitKey().group(group).topic(topic).partition(partition),
        KEY_VERSION);
  }

  private static ByteBuffer groupKey(String group) {
    return encode(GROUP_METADATA, new GroupMetadataKey().group(group), KEY_VERSION);
  }

  private static ByteBuffer encode(short prefix, Message message, short version) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + message.size(version));
    ByteBufferWriter out = new ByteBufferWriter(bytes);
    out.writeShort(prefix);
    message.write(out, version);
    return bytes.flip();
  }
}
