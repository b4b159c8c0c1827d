package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.ReassignmentListing;
import io.ringmain.protocol.message.ListPartitionReassignmentsRequest;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse;
import java.util.concurrent.CompletableFuture;

/** ListPartitionReassignments: as the controller sees them, which is never behind. */
public final class ListPartitionReassignmentsHandler
    implements ControllerHandler<ListPartitionReassignmentsRequest> {

  private final ControllerCalls calls;

  public ListPartitionReassignmentsHandler(ControllerCalls calls) {
    this.calls = calls;
  }

  @Override
  public CompletableFuture<ListPartitionReassignmentsResponse> answer(
      short version, ListPartitionReassignmentsRequest request) {
    return calls.submit(
        new ReassignmentListing(request),
        request.timeoutMs(),
        refusal -> refuse(version, request, refusal));
  }

  @Override
  public ListPartitionReassignmentsResponse refuse(
      short version, ListPartitionReassignmentsRequest request, ControllerCalls.Refusal refusal) {
    return new ListPartitionReassignmentsResponse()
        .errorCode(refusal.error().id())
        .errorMessage(refusal.message());
  }

  @Override
  public int timeoutMs(ListPartitionReassignmentsRequest request) {
    return request.timeoutMs();
  }
}
