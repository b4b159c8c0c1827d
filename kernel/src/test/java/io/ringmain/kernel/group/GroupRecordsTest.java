package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.kernel.group.GroupRecords.GroupStored;
import io.ringmain.kernel.group.GroupRecords.OffsetCommitted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.junit.jupiter.api.Test;

/** The records of {@code __consumer_offsets}, read and written with Kafka's own classes. */
class GroupRecordsTest {

  private static final CommittedOffset OFFSET =
      new CommittedOffset(42, 7, "mine", 1_000, CommittedOffset.NO_EXPIRY, new UUID(1, 2));

  private static final StoredGroup STORED =
      new StoredGroup(
          Optional.of("consumer"),
          5,
          Optional.of("range"),
          Optional.of("m1"),
          1_000,
          List.of(
              new StoredGroup.StoredMember(
                  "m1",
                  Optional.of("instance"),
                  new GroupClient("client", "host"),
                  3,
                  2,
                  GroupFixture.bytes("subscription"),
                  GroupFixture.bytes("assignment"))));

  private final GroupCoordinatorRecordSerde serde = new GroupCoordinatorRecordSerde();

  private org.apache.kafka.coordinator.common.runtime.CoordinatorRecord read(
      CoordinatorRecord record) {
    return serde.deserialize(
        record.key().duplicate(), record.value().map(ByteBuffer::duplicate).orElse(null));
  }

  @Test
  void kafkaReadsOffset() {
    var read = read(GroupRecords.offset("g", "t", 3, OFFSET));

    assertEquals(new OffsetCommitKey().setGroup("g").setTopic("t").setPartition(3), read.key());
    assertEquals((short) 4, read.value().version());
    assertEquals(
        new OffsetCommitValue()
            .setOffset(42)
            .setLeaderEpoch(7)
            .setMetadata("mine")
            .setCommitTimestamp(1_000)
            .setTopicId(new Uuid(1, 2)),
        read.value().message());
  }

  @Test
  void kafkaReadsOffsetWithExpiry() {
    CommittedOffset expiring = new CommittedOffset(42, -1, "", 1_000, 2_000, new UUID(0, 0));

    var read = read(GroupRecords.offset("g", "t", 3, expiring));

    assertEquals((short) 1, read.value().version());
    OffsetCommitValue value = (OffsetCommitValue) read.value().message();
    assertEquals(2_000, value.expireTimestamp());
  }

  @Test
  void kafkaReadsTombstones() {
    assertNull(read(GroupRecords.offsetTombstone("g", "t", 3)).value());
    var read = read(GroupRecords.groupTombstone("g"));
    assertEquals(new GroupMetadataKey().setGroup("g"), read.key());
    assertNull(read.value());
  }

  @Test
  void kafkaReadsGroup() {
    var read = read(GroupRecords.group("g", STORED));

    assertEquals((short) 3, read.value().version());
    assertEquals(kafkaGroup(), read.value().message());
  }

  private static GroupMetadataValue kafkaGroup() {
    return new GroupMetadataValue()
        .setProtocolType("consumer")
        .setGeneration(5)
        .setProtocol("range")
        .setLeader("m1")
        .setCurrentStateTimestamp(1_000)
        .setMembers(
            List.of(
                new GroupMetadataValue.MemberMetadata()
                    .setMemberId("m1")
                    .setGroupInstanceId("instance")
                    .setClientId("client")
                    .setClientHost("host")
                    .setRebalanceTimeout(3)
                    .setSessionTimeout(2)
                    .setSubscription("subscription".getBytes(StandardCharsets.UTF_8))
                    .setAssignment("assignment".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void readsWhatItWrote() {
    assertEquals(
        Optional.of(new OffsetCommitted("g", "t", 3, OFFSET)),
        decode(GroupRecords.offset("g", "t", 3, OFFSET)));
    assertEquals(
        Optional.of(new GroupStored("g", STORED)), decode(GroupRecords.group("g", STORED)));
    assertEquals(
        Optional.of(new GroupRecords.GroupDeleted("g")), decode(GroupRecords.groupTombstone("g")));
    assertEquals(
        Optional.of(new GroupRecords.OffsetDeleted("g", "t", 3)),
        decode(GroupRecords.offsetTombstone("g", "t", 3)));
  }

  private static Optional<GroupRecords.Change> decode(CoordinatorRecord record) {
    return GroupRecords.decode(record.key(), record.value());
  }

  @Test
  void readsOffsetsAsOldBrokersWroteThem() {
    ByteBuffer key = ByteBuffer.allocate(64).putShort((short) 0);
    putString(putString(key, "g"), "t").putInt(3).flip();
    ByteBuffer value = ByteBuffer.allocate(64).putShort((short) 0).putLong(42);
    putString(value, "mine").putLong(1_000).flip();

    OffsetCommitted read =
        assertInstanceOf(
            OffsetCommitted.class, GroupRecords.decode(key, Optional.of(value)).orElseThrow());

    assertEquals(42, read.value().offset());
    assertEquals(-1, read.value().leaderEpoch());
    assertEquals(CommittedOffset.NO_EXPIRY, read.value().expireTimestampMs());
  }

  @Test
  void readsMembersOfOldBrokersWithOneTimeout() {
    ByteBuffer key = putString(ByteBuffer.allocate(64).putShort((short) 2), "g").flip();
    ByteBuffer value = putString(ByteBuffer.allocate(256).putShort((short) 0), "consumer");
    putString(putString(value.putInt(5), "range"), "m1").putInt(1);
    putString(putString(putString(value, "m1"), "client"), "host").putInt(2).putInt(0).putInt(0);

    GroupStored read =
        assertInstanceOf(
            GroupStored.class, GroupRecords.decode(key, Optional.of(value.flip())).orElseThrow());

    assertEquals(2, read.value().members().getFirst().rebalanceTimeoutMs());
    assertEquals(StoredGroup.NO_TIMESTAMP, read.value().stateTimestampMs());
  }

  private static ByteBuffer putString(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return buffer.putShort((short) bytes.length).put(bytes);
  }

  @Test
  void skipsRecordsOfOtherProtocols() {
    ByteBuffer consumerGroup = putString(ByteBuffer.allocate(64).putShort((short) 3), "g").flip();
    ByteBuffer unknown = ByteBuffer.allocate(2).putShort((short) 999).flip();

    assertTrue(GroupRecords.decode(consumerGroup, Optional.empty()).isEmpty());
    assertTrue(GroupRecords.decode(unknown, Optional.empty()).isEmpty());
  }

  @Test
  void everyGroupGoesToThePartitionThatKafkaSendsItTo() {
    for (String group : List.of("", "a", "my-group", "polygenelubricants")) {
      int expected = org.apache.kafka.common.utils.Utils.abs(group.hashCode()) % 50;
      assertEquals(expected, OffsetsTopic.partitionFor(group, 50));
    }
    // This one hashes to the smallest integer of all.
    assertEquals(Integer.MIN_VALUE, "polygenelubricants".hashCode());
  }
}
