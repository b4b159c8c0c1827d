package io.ringmain.kernel.replication;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.InSyncChanges;
import io.ringmain.kernel.partition.LeaderRole;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Takes the proposals of all partitions led here to the controller: those that come while one
 * request is under way go into the next one together (KIP-497). Proposals come on the partitions'
 * rings; all else happens on the replication ring.
 */
final class InSyncUpdates implements InSyncChanges {
  private static final System.Logger LOG = System.getLogger(InSyncUpdates.class.getName());

  /** Before a partition asks again whose proposal was refused or got lost. */
  private static final long ASK_AGAIN_MS = 200;

  /**
   * Refusals that leave everything as it was. After others the proposal, or another change, may
   * have taken effect: NEW_LEADER_ELECTED even says so.
   */
  private static final Set<ErrorCode> DEFINITE =
      EnumSet.of(ErrorCode.INELIGIBLE_REPLICA, ErrorCode.OPERATION_NOT_ATTEMPTED);

  private final ReplicationContext context;
  private final Function<Partition, Shard> shards;
  private volatile Function<AlterPartitionRequest, CompletionStage<AlterPartitionResponse>>
      controller = _ -> CompletableFuture.failedFuture(new IllegalStateException("nobody to ask"));
  private Map<PartitionKey, Proposal> waiting = new LinkedHashMap<>();
  private boolean underWay;
  private boolean closed;

  private record Proposal(Partition partition, LeaderRole role, List<Member> proposed) {}

  InSyncUpdates(ReplicationContext context, Function<Partition, Shard> shards) {
    this.context = context;
    this.shards = shards;
  }

  /** How to ask; before the first proposal. */
  void askBy(Function<AlterPartitionRequest, CompletionStage<AlterPartitionResponse>> asking) {
    controller = asking;
  }

  @Override
  public void propose(Partition partition, LeaderRole role, List<Member> proposed) {
    context
        .ring()
        .execute(() -> {
          waiting.put(PartitionKey.of(partition.id()), new Proposal(partition, role, proposed));
          send();
        });
  }

  @Override
  public boolean mayJoin(int brokerId, long brokerEpoch) {
    return context
        .metadata()
        .get()
        .broker(brokerId)
        .filter(broker -> broker.alive() && !broker.inControlledShutdown())
        .filter(broker -> brokerEpoch == -1 || broker.brokerEpoch() == brokerEpoch)
        .isPresent();
  }

  private void send() {
    if (underWay || waiting.isEmpty() || closed) {
      return;
    }
    underWay = true;
    Map<PartitionKey, Proposal> sent = waiting;
    waiting = new LinkedHashMap<>();
    CompletionStage<AlterPartitionResponse> _ =
        controller
            .apply(request(sent))
            .whenComplete(
                (response, failure) -> context.ring().execute(() -> take(sent, response, failure)));
  }

  private AlterPartitionRequest request(Map<PartitionKey, Proposal> sent) {
    AlterPartitionRequest request =
        new AlterPartitionRequest().brokerId(context.brokerId()).brokerEpoch(context.brokerEpoch());
    Map<UUID, AlterPartitionRequest.TopicData> topics = new LinkedHashMap<>();
    sent.forEach((key, proposal) ->
        topics
            .computeIfAbsent(
                key.topicId(), topicId -> new AlterPartitionRequest.TopicData().topicId(topicId))
            .partitions()
            .add(
                new AlterPartitionRequest.PartitionData()
                    .partitionIndex(key.partition())
                    .leaderEpoch(proposal.role.leaderEpoch())
                    .partitionEpoch(proposal.role.partitionEpoch())
                    .newIsrWithEpochs(
                        proposal.proposed.stream().map(InSyncUpdates::state).toList())));
    return request.topics(new ArrayList<>(topics.values()));
  }

  private static AlterPartitionRequest.BrokerState state(Member member) {
    return new AlterPartitionRequest.BrokerState()
        .brokerId(member.brokerId())
        .brokerEpoch(member.brokerEpoch());
  }

  private void take(
      Map<PartitionKey, Proposal> sent, AlterPartitionResponse response, Throwable failure) {
    underWay = false;
    Map<PartitionKey, Proposal> unanswered = new LinkedHashMap<>(sent);
    if (failure != null || response.errorCode() != ErrorCode.NONE.id()) {
      LOG.log(
          INFO,
          "in-sync replicas not changed: {0}",
          failure != null ? failure.getMessage() : "error " + response.errorCode());
    } else {
      for (AlterPartitionResponse.TopicData topic : response.topics()) {
        for (AlterPartitionResponse.PartitionData answer : topic.partitions()) {
          Proposal proposal =
              unanswered.remove(new PartitionKey(topic.topicId(), answer.partitionIndex()));
          if (proposal != null) {
            answered(proposal, answer);
          }
        }
      }
    }
    unanswered.values().forEach(proposal -> notDecided(proposal, false));
    send();
  }

  private void answered(Proposal proposal, AlterPartitionResponse.PartitionData answer) {
    if (answer.errorCode() != ErrorCode.NONE.id()) {
      Optional<ErrorCode> error = ErrorCode.forId(answer.errorCode());
      LOG.log(DEBUG, "in-sync replicas of {0} not changed: {1}", proposal.partition.id(), error);
      notDecided(proposal, error.filter(DEFINITE::contains).isPresent());
      return;
    }
    Partition partition = proposal.partition;
    Shard shard = shards.apply(partition);
    List<Integer> isr = List.copyOf(answer.isr());
    count(proposal.role.isr().size(), isr.size());
    shard.execute(() -> {
      partition.followers().decided(answer.leaderEpoch(), answer.partitionEpoch(), isr);
      shard.publish(partition);
    });
  }

  private void count(int before, int now) {
    if (now != before) {
      context.metrics().add(now > before ? Metric.ISR_EXPANDS : Metric.ISR_SHRINKS, 1);
    }
  }

  private void notDecided(Proposal proposal, boolean refused) {
    Partition partition = proposal.partition;
    Shard shard = shards.apply(partition);
    shard.execute(() -> {
      if (refused) {
        partition.followers().refused(proposal.role, ASK_AGAIN_MS);
      } else {
        partition.followers().unsure(proposal.role, ASK_AGAIN_MS);
      }
      shard.publish(partition);
    });
  }

  /** Replication ring. */
  void close() {
    closed = true;
  }
}
