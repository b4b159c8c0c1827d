package io.ringmain.testkit.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Message;
import io.ringmain.protocol.stored.GroupMetadataKey;
import io.ringmain.protocol.stored.GroupMetadataValue;
import io.ringmain.protocol.stored.OffsetCommitKey;
import io.ringmain.protocol.stored.OffsetCommitValue;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.HistoryListener.CommittedOffset;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What members of a group may be told, and what no longer counts after an excused loss. */
class GroupsCheckerTest {
  private static final LogId OFFSETS = new LogId("__consumer_offsets", 0, new UUID(9, 9));
  private static final String GROUP = "readers";
  private static final long LATER_NS = 1;

  private final CheckedCluster cluster = new CheckedCluster(OFFSETS, List.of(1));

  @Test
  void aPartitionHasOneOwnerInAGeneration() {
    storeGeneration(4, "a", 0, 1);
    assigned("a", 4, 0, 1);
    storeGeneration(5, "b", 0, 1);
    assigned("b", 5, 0, 1);
    assertEquals(List.of(), cluster.broken());
    storeGeneration(5, "a", 1);
    assigned("a", 5, 1);
    assertEquals(List.of(25), cluster.broken());
  }

  @Test
  void nobodyOwnsWhatWasNotStored() {
    storeGeneration(5, "a", 0);
    assigned("a", 5, 0, 1);
    assertEquals(List.of(25), cluster.broken());
  }

  @Test
  void aGenerationThatWasLostIsGivenAnew() {
    storeGeneration(5, "a", 0);
    assigned("a", 5, 0);
    cluster.losesAll(1);
    storeGeneration(5, "b", 0);
    assigned("b", 5, 0);
    assertEquals(List.of(), cluster.broken());
  }

  /** A coordinator's machine failed with the answer on its way. */
  @Test
  void anAssignmentMayBeToldAfterItWasLost() {
    storeGeneration(5, "a", 0);
    cluster.losesAll(1);
    assigned("a", 5, 0);
    storeGeneration(5, "b", 0);
    assigned("b", 5, 0);
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void whatWasNotLostStillCounts() {
    storeGeneration(5, "a", 0);
    assigned("a", 5, 0);
    storeOffset(10);
    cluster.losesFrom(1, 1);
    storeGeneration(5, "b", 0);
    assigned("b", 5, 0);
    assertEquals(List.of(25), cluster.broken());
  }

  @Test
  void anOldGenerationCommitsNothing() {
    storeGeneration(5, "a", 0);
    assigned("a", 5, 0);
    storeOffset(10);
    accepted(4, 10);
    assertEquals(List.of(26), cluster.broken());
  }

  @Test
  void aGenerationToldAfterItWasLostMakesNoOtherOld() {
    storeGeneration(5, "a", 0);
    cluster.losesAll(1);
    assigned("a", 5, 0);
    storeOffset(10);
    accepted(4, 10);
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void aCommittedOffsetDoesNotGoBack() {
    storeOffset(10);
    accepted(5, 10);
    committedIs(10);
    assertEquals(List.of(), cluster.broken());
    committedIs(9);
    assertEquals(List.of(27), cluster.broken());
  }

  @Test
  void whatIsToldToBeCommittedStays() {
    storeOffset(9);
    storeOffset(10);
    committedIs(10);
    committedIs(9);
    assertEquals(List.of(27), cluster.broken());
  }

  @Test
  void whatIsAcceptedIsStored() {
    storeOffset(10);
    accepted(5, 11);
    assertEquals(List.of(27), cluster.broken());
  }

  @Test
  void aCommitMayBeAcknowledgedAfterItWasLost() {
    storeOffset(8);
    accepted(5, 8);
    storeOffset(10);
    cluster.losesFrom(1, 1);
    accepted(5, 10);
    committedIs(8);
    assertEquals(List.of(), cluster.broken());
    committedIs(7);
    assertEquals(List.of(27), cluster.broken());
  }

  private void storeGeneration(int generation, String member, int... partitions) {
    GroupMetadataValue value =
        new GroupMetadataValue()
            .protocolType("simulated")
            .generation(generation)
            .protocol("range")
            .leader(member)
            .members(
                List.of(
                    new GroupMetadataValue.MemberMetadata()
                        .memberId(member)
                        .clientId("client")
                        .clientHost("host")
                        .subscription(ByteBuffer.allocate(0))
                        .assignment(assignment(partitions))));
    cluster.append(encoded(2, new GroupMetadataKey().group(GROUP), 0), encoded(3, value, 3), 1);
  }

  private static ByteBuffer assignment(int... partitions) {
    ByteBuffer bytes = ByteBuffer.allocate(partitions.length);
    for (int partition : partitions) {
      bytes.put((byte) partition);
    }
    return bytes.flip();
  }

  private void storeOffset(long offset) {
    OffsetCommitKey key = new OffsetCommitKey().group(GROUP).topic("orders").partition(0);
    OffsetCommitValue value = new OffsetCommitValue().offset(offset).metadata("");
    cluster.append(encoded(1, key, 0), encoded(3, value, 3), 1);
  }

  private static ByteBuffer encoded(int prefix, Message message, int version) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + message.size((short) version));
    bytes.putShort((short) prefix);
    message.write(new ByteBufferWriter(bytes), (short) version);
    return bytes.flip();
  }

  private void assigned(String member, int generation, Integer... partitions) {
    cluster.told(client -> client.onAssigned(GROUP, member, generation, List.of(partitions)));
  }

  private void accepted(int generation, long offset) {
    CommittedOffset commit = new CommittedOffset(GROUP, "a", generation, 0, offset, LATER_NS);
    cluster.told(client -> client.onCommitAnswered(commit, ErrorCode.NONE));
  }

  private void committedIs(long offset) {
    cluster.told(client -> client.onCommittedTold(GROUP, 1, 0, offset, LATER_NS));
  }
}
