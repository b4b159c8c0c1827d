package io.ringmain.kernel.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.partition.LeaderRole;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.ReplicaSetting;
import io.ringmain.kernel.partition.ReplicationQuota;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a leader makes of the controller's answer when it has proposed that broker 2 is in sync. */
class InSyncUpdatesTest {
  private static final long MAX_LAG_MS = 10_000;
  private static final long PAUSE_MS = 200;

  private final StubHost host = new StubHost();
  private final List<AlterPartitionRequest> requests = new ArrayList<>();
  private final CompletableFuture<AlterPartitionResponse> answer = new CompletableFuture<>();
  private final Partition partition;

  InSyncUpdatesTest() {
    host.register(2, "PLAINTEXT", "rack");
    ReplicationQuota quota = ReplicationQuota.unlimited(host.threads);
    ReplicationContext context =
        new ReplicationContext(
            1,
            host::image,
            null, // Only fetching needs others, and settings.
            host.threads::execute,
            new AtomicBoolean(),
            host.threads,
            host.threads,
            null,
            quota,
            host.metrics);
    InSyncUpdates updates = new InSyncUpdates(context, this::shardOf);
    updates.askBy(this::ask);
    partition =
        new Partition(
            new StubLog(),
            new TopicConfig(Map.of(), BrokerConfig.parse(Map.of())),
            false,
            new ReplicaSetting(1, host.threads, updates, MAX_LAG_MS, false, quota),
            _ -> {});
    onRing(() -> {
      partition.becomeLeader(new LeaderRole(7, 3, List.of(1, 2), List.of(1)));
      partition.followers().fetched(2, 0, 0, -1);
      partition.followers().moved(2);
    });
    assertEquals(1, requests.size());
  }

  private Shard shardOf(Partition of) {
    return host.shards.of(of.id());
  }

  private void onRing(Runnable task) {
    shardOf(partition).execute(task);
    host.threads.settle();
  }

  private CompletionStage<AlterPartitionResponse> ask(AlterPartitionRequest request) {
    requests.add(request);
    return requests.size() == 1 ? answer : new CompletableFuture<>();
  }

  private void answer(ErrorCode error) {
    AlterPartitionResponse.TopicData topic =
        new AlterPartitionResponse.TopicData().topicId(partition.id().topicId());
    topic
        .partitions()
        .add(
            new AlterPartitionResponse.PartitionData()
                .partitionIndex(partition.id().partition())
                .errorCode(error.id()));
    answer.complete(new AlterPartitionResponse().topics(List.of(topic)));
  }

  /** How often it has asked some time later, with nothing new from the follower. */
  private int asked() {
    host.threads.pass(PAUSE_MS);
    onRing(partition.followers()::checkLag);
    return requests.size();
  }

  @Test
  void aReplicaThatMayNotBeInSyncIsNotProposedAgainByItself() {
    answer(ErrorCode.INELIGIBLE_REPLICA);
    assertEquals(1, asked());
  }

  @Test
  void theControllerIsAskedAgainWhenSomethingElseHasHappened() {
    answer(ErrorCode.NEW_LEADER_ELECTED);
    assertEquals(2, asked());
    assertEquals(requests.getFirst(), requests.getLast());
  }

  @Test
  void theControllerIsAskedAgainWhenItDoesNotAnswer() {
    answer.completeExceptionally(new IllegalStateException("meant to fail"));
    assertEquals(2, asked());
  }

  @Test
  void theControllerIsAskedAgainWhenItIsNone() {
    answer.complete(new AlterPartitionResponse().errorCode(ErrorCode.NOT_CONTROLLER.id()));
    assertEquals(2, asked());
  }
}
