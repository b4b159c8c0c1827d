package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.PartitionReassignment;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** AlterPartitionReassignments: replicas are exchanged, added, removed. */
public final class AlterPartitionReassignmentsHandler
    implements ControllerHandler<AlterPartitionReassignmentsRequest> {

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public AlterPartitionReassignmentsHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<AlterPartitionReassignmentsResponse> answer(
      short version, AlterPartitionReassignmentsRequest request) {
    return calls.submit(
        new PartitionReassignment(request, config.get()),
        request.timeoutMs(),
        refusal -> refuse(version, request, refusal));
  }

  @Override
  public AlterPartitionReassignmentsResponse refuse(
      short version, AlterPartitionReassignmentsRequest request, ControllerCalls.Refusal refusal) {
    return new AlterPartitionReassignmentsResponse()
        .errorCode(refusal.error().id())
        .errorMessage(refusal.message());
  }

  @Override
  public int timeoutMs(AlterPartitionReassignmentsRequest request) {
    return request.timeoutMs();
  }
}
