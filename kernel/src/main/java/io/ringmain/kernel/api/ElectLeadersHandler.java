package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.LeaderElection;
import io.ringmain.protocol.message.ElectLeadersRequest;
import io.ringmain.protocol.message.ElectLeadersResponse;
import io.ringmain.protocol.message.ElectLeadersResponse.PartitionResult;
import io.ringmain.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** ElectLeaders: the preferred replicas, or anybody where nobody leads. */
public final class ElectLeadersHandler implements ControllerHandler<ElectLeadersRequest> {

  private static final int FIRST_VERSION_WITH_ERROR = 1;

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public ElectLeadersHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<ElectLeadersResponse> answer(
      short version, ElectLeadersRequest request) {
    return calls.submit(
        new LeaderElection(request, config.get()),
        request.timeoutMs(),
        refusal -> refuse(version, request, refusal));
  }

  @Override
  public ElectLeadersResponse refuse(
      short version, ElectLeadersRequest request, ControllerCalls.Refusal refusal) {
    ElectLeadersResponse response = new ElectLeadersResponse();
    if (version >= FIRST_VERSION_WITH_ERROR) {
      response.errorCode(refusal.error().id());
    }
    if (request.topicPartitions() != null) {
      for (ElectLeadersRequest.TopicPartitions asked : request.topicPartitions()) {
        ReplicaElectionResult topic = new ReplicaElectionResult().topic(asked.topic());
        response.replicaElectionResults().add(topic);
        for (int partition : asked.partitions()) {
          topic
              .partitionResult()
              .add(
                  new PartitionResult()
                      .partitionId(partition)
                      .errorCode(refusal.error().id())
                      .errorMessage(refusal.message()));
        }
      }
    }
    return response;
  }

  @Override
  public int timeoutMs(ElectLeadersRequest request) {
    return request.timeoutMs();
  }
}
