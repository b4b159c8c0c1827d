package io.ringmain.kernel.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  private final StubHost host = new StubHost();
  private int toldOffline;

  /** Notes what it hears of leadership. */
  private static final class Recorder implements LeadershipListener {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void onLeading(Partition partition, Shard shard) {
      heard.add("leading " + partition.id().partition() + " in " + partition.leaderEpoch());
    }

    @Override
    public void onResigned(Partition partition, Shard shard) {
      heard.add("resigned " + partition.id().partition());
    }
  }

  private static StorageException broken() {
    return new StorageException(StorageException.Kind.OFFLINE, "meant to fail");
  }

  private ErrorCode why(String topic, int partition) {
    return host.replicas.whyAbsent(host.image().topic(topic), partition, false);
  }

  @Test
  void opensWhatItIsToLead() {
    UUID id = host.createTopic("t", 2);
    Partition byName = host.replicas.find("t", 1);
    assertSame(byName, host.replicas.find(id, 1));
    assertTrue(byName.isLeader());
    assertNull(host.replicas.find("t", 2));
    assertEquals(2, host.replicas.all().size());
    assertTrue(host.replicas.settled().isDone());
  }

  /** What the process before led, it leads when the controller knows that it is another. */
  @Test
  void doesNotLeadForTheProcessBefore() {
    host.member = false;
    host.createTopic("t", 1);
    assertNull(host.replicas.find("t", 0));
    host.member = true;
    host.register(2, "CLIENT", "a");
    assertTrue(host.replicas.find("t", 0).isLeader());
  }

  @Test
  void leadsAgainWhenItIsLetInAgain() {
    UUID id = host.createTopic("t", 1);
    host.changeLeader(id, 0, 2);
    host.member = false;
    host.changeLeader(id, 0, StubHost.BROKER_ID);
    assertFalse(host.replicas.find("t", 0).isLeader());
    host.member = true;
    host.register(2, "CLIENT", "a");
    assertTrue(host.replicas.find("t", 0).isLeader());
  }

  /** A store may show a new session what was true before other sessions' latest commits. */
  @Test
  void anImageOlderThanTheProcessMakesNoStrays() {
    LogId log = new LogId("t", 0, new UUID(2, "t".hashCode()));
    host.storage.leave(log);
    host.member = false;
    host.register(2, "CLIENT", "a");
    assertEquals(List.of(log), host.storage.logs());
    host.member = true;
    assertEquals(log.topicId(), host.createTopic("t", 1));
    assertEquals(log, host.replicas.find("t", 0).id());
  }

  /**
   * Then the topic that it shows is the one deleted since, and the log belongs to its successor.
   */
  @Test
  void anImageOlderThanTheProcessMakesNoFormerIncarnations() {
    LogId log = new LogId("t", 0, new UUID(3, "t".hashCode()));
    host.storage.leave(log);
    host.member = false;
    UUID former = host.createTopic("t", 1);
    assertEquals(List.of(log), host.storage.logs());
    host.deleteTopic(former);
    host.member = true;
    host.createTopic("t", 1);
    assertEquals(List.of(log), host.storage.logs());
  }

  @Test
  void deletesTheLogsOfTopicsThatAreGone() {
    host.storage.leave(new LogId("gone", 0, new UUID(9, 9)));
    host.createTopic("t", 1);
    assertEquals(List.of("t"), host.storage.logs().stream().map(LogId::topic).toList());
  }

  @Test
  void manyPartitionsTakeOneLookForFormerIncarnations() {
    host.createTopic("t", 1);
    LogId former = new LogId("many", 7, new UUID(9, 9));
    host.storage.leave(former);
    int lists = host.storage.lists;
    UUID id = host.createTopic("many", 50);
    assertEquals(lists + 1, host.storage.lists);
    assertEquals(51, host.storage.logs().size());
    assertFalse(host.storage.logs().contains(former));
    assertTrue(host.replicas.find(id, 7).isLeader());
  }

  @Test
  void leavesToOthersWhatIsTheirs() {
    host.createTopic("theirs", 1, 2, Map.of());
    assertNull(host.replicas.find("theirs", 0));
    assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, why("theirs", 0));
    assertEquals(List.of(), host.storage.logs());
  }

  @Test
  void tellsOfLeadershipGainedLostAndGainedAnew() {
    Recorder recorder = new Recorder();
    host.replicas.addListener(recorder);
    UUID id = host.createTopic("t", 1);
    host.changeLeader(id, 0, 2);
    host.changeLeader(id, 0, StubHost.BROKER_ID);
    assertEquals(List.of("leading 0 in 0", "resigned 0", "leading 0 in 2"), recorder.heard);
  }

  @Test
  void aLogThatCannotBeOpenedIsOffline() {
    host.storage.failToOpen("broken");
    host.createTopic("broken", 1);
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, why("broken", 0));
    assertEquals(1, host.replicas.offlineCount());
    assertTrue(host.replicas.settled().isDone());
    host.deleteTopic(host.image().topic("broken").orElseThrow().id());
    assertEquals(0, host.replicas.offlineCount());
  }

  /** Whatever fails, this broker leads no more, and says so. */
  private void assertGivenUp(String topic, Recorder recorder) {
    assertNull(host.replicas.find(topic, 0));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, why(topic, 0));
    UUID id = host.image().topic(topic).orElseThrow().id();
    assertEquals(Set.of(new LogId(topic, 0, id)), host.replicas.offline());
    assertEquals(List.of("leading 0 in 0", "resigned 0"), recorder.heard);
    assertEquals(1, toldOffline);
  }

  private Recorder lead(String topic, Map<String, String> config) {
    Recorder recorder = new Recorder();
    host.replicas.addListener(recorder);
    host.replicas.onOffline(() -> toldOffline++);
    host.createTopic(topic, 1, config);
    return recorder;
  }

  @Test
  void aLogThatCannotBeAppendedToIsGivenUp() {
    Recorder recorder = lead("t", Map.of());
    Partition led = host.replicas.find("t", 0);
    host.storage.log("t", 0).failAppends(broken());
    host.append("t", 0, Batches.plain(1));
    assertGivenUp("t", recorder);
    assertFalse(led.isLeader());
  }

  @Test
  void aLogThatCannotBeFlushedIsGivenUpAtOnce() {
    Recorder recorder = lead("t", Map.of("flush.messages", "1"));
    host.append("t", 0, Batches.plain(1));
    host.storage.log("t", 0).breakFlushes(broken());
    host.threads.settle();
    assertGivenUp("t", recorder);
  }

  @Test
  void aLogThatCannotBeReadIsGivenUp() {
    Recorder recorder = lead("t", Map.of());
    host.append("t", 0, Batches.plain(1));
    Partition led = host.replicas.find("t", 0);
    led.reads().failed(new StorageException(StorageException.Kind.CORRUPT, "meant to fail"));
    host.threads.settle();
    assertSame(led, host.replicas.find("t", 0));
    led.reads().failed(broken());
    led.reads().failed(broken());
    host.threads.settle();
    assertGivenUp("t", recorder);
  }

  @Test
  void aLogThatIsFullIsKept() {
    Recorder recorder = lead("t", Map.of());
    host.storage
        .log("t", 0)
        .failAppends(new StorageException(StorageException.Kind.FULL, "meant to fail"));
    host.append("t", 0, Batches.plain(1));
    assertTrue(host.replicas.find("t", 0).isLeader());
    assertEquals(List.of("leading 0 in 0"), recorder.heard);
    assertEquals(Set.of(), host.replicas.offline());
  }

  @Test
  void aLogThatFailsBeforeItIsLedIsNeverLed() {
    Recorder recorder = new Recorder();
    host.replicas.addListener(recorder);
    host.storage.failToLead("t");
    host.createTopic("t", 1);
    assertNull(host.replicas.find("t", 0));
    assertEquals(ErrorCode.KAFKA_STORAGE_ERROR, why("t", 0));
    assertEquals(1, host.replicas.offlineCount());
    assertEquals(List.of(), recorder.heard);
  }

  /** After a restart with a repaired disk the controller is told that they are back. */
  @Test
  void aReplicaThatTheControllerThinksLostIsBackWhenItIsOpen() {
    host.replicas.onOffline(() -> toldOffline++);
    UUID id = host.createLost("t", 1);
    assertEquals(Set.of(new LogId("t", 0, id)), host.replicas.returned());
    assertEquals(1, toldOffline);
    host.find(id, 0);
    assertEquals(Set.of(), host.replicas.returned());
  }

  @Test
  void deletesTheLogsOfADeletedTopic() {
    UUID id = host.createTopic("t", 2);
    host.deleteTopic(id);
    assertNull(host.replicas.find("t", 0));
    assertNull(host.replicas.find(id, 0));
    assertEquals(List.of(), host.storage.logs());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, why("t", 0));
  }

  /** What was fetched before may be on its way to the shard still. */
  @Test
  void aReplicaThatWasTakenAwayTakesNoMoreWrites() {
    UUID id = host.createReplicated("t", List.of(2, StubHost.BROKER_ID), List.of(2));
    Partition partition = host.replicas.find("t", 0);
    assertFalse(partition.isOffline());
    host.apply(
        List.of(new PartitionChangeRecord().topicId(id).partitionId(0).replicas(List.of(2))));
    assertTrue(partition.isOffline());
    assertEquals(List.of(), host.storage.logs());
  }

  /** Invariant 34. */
  @Test
  void aTopicCreatedAnewHasNothingOfTheOldOne() {
    LogId old = new LogId("t", 0, new UUID(9, 9));
    host.storage.leave(old);
    UUID id = host.createTopic("t", 1);
    assertEquals(List.of(new LogId("t", 0, id)), host.storage.logs());
    assertNotNull(host.replicas.find("t", 0));
  }

  @Test
  void newSettingsReachOpenPartitions() {
    host.createTopic("t", 1);
    host.apply(
        List.of(
            new ConfigRecord()
                .resourceType(ConfigResource.TOPIC)
                .resourceName("t")
                .name("max.message.bytes")
                .value("777")));
    assertEquals(777, host.replicas.find("t", 0).config().maxMessageBytes());
  }

  @Test
  void closesEveryLog() {
    host.createTopic("t", 2);
    host.append("t", 0, Batches.plain(1));
    StubLog log = host.storage.log("t", 0);
    var closed = host.replicas.close();
    host.threads.settle();
    assertTrue(closed.isDone());
    assertTrue(log.isClosed());
    assertNull(host.replicas.find("t", 0));
  }
}
