package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.HeartbeatResponse;

/**
 * Heartbeat: a member is there, and learns whether it has to join again. Called on transport
 * threads, answers from the ring of the group.
 */
public final class HeartbeatHandler implements RequestHandler<HeartbeatRequest> {

  private final GroupCoordinators coordinators;

  public HeartbeatHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  @Override
  public void handle(RequestContext context, HeartbeatRequest request) {
    if (request.groupId().isEmpty()) {
      respond(context, ErrorCode.INVALID_GROUP_ID);
      return;
    }
    coordinators.submit(
        request.groupId(),
        coordinator -> respond(context, coordinator.heartbeat(request)),
        // A coordinator that is loading has no member to accuse: it will prolong all sessions.
        failure ->
            respond(
                context,
                failure == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : failure));
  }

  private static void respond(RequestContext context, ErrorCode error) {
    context.respond(new HeartbeatResponse().errorCode(error.id()));
  }
}
