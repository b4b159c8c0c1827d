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
import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  private final StubHost host = new StubHost();

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
    Partition opened = host.replicas.find("t", 0);
    assertFalse(opened.isLeader());
    host.member = true;
    host.register(2, "CLIENT", "a");
    assertTrue(opened.isLeader());
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

  @Test
  void deletesTheLogsOfADeletedTopic() {
    UUID id = host.createTopic("t", 2);
    host.deleteTopic(id);
    assertNull(host.replicas.find("t", 0));
    assertNull(host.replicas.find(id, 0));
    assertEquals(List.of(), host.storage.logs());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, why("t", 0));
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
