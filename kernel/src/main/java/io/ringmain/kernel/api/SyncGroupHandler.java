package io.ringmain.kernel.api;

import io.ringmain.kernel.group.Bytes;
import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.Responses;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.SyncGroupRequest;

/**
 * SyncGroup: brings the leader's assignment, and takes each member's part of it back. Called on
 * transport threads, answers from the ring of the group when the assignment is stored.
 */
public final class SyncGroupHandler implements RequestHandler<SyncGroupRequest> {

  /** From this version on a client must say which protocol it means. */
  private static final short PROTOCOL_VERSION = 5;

  private final GroupCoordinators coordinators;

  public SyncGroupHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  @Override
  public void handle(RequestContext context, SyncGroupRequest request) {
    ErrorCode error = check(context, request);
    if (error != ErrorCode.NONE) {
      context.respond(Responses.syncError(error));
      return;
    }
    request.assignments().forEach(given -> given.assignment(Bytes.copyOf(given.assignment())));
    coordinators.submit(
        request.groupId(),
        coordinator -> coordinator.sync(request, context::respond),
        failure -> context.respond(Responses.syncError(failure)));
  }

  private static ErrorCode check(RequestContext context, SyncGroupRequest request) {
    if (context.apiVersion() >= PROTOCOL_VERSION
        && (request.protocolType() == null || request.protocolName() == null)) {
      return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
    }
    return request.groupId().isEmpty() ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
  }
}
