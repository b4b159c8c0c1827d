package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.LeaveGroupResponse;

/**
 * LeaveGroup: members go, one before version 3, several since. Called on transport threads, answers
 * from the ring of the group.
 */
public final class LeaveGroupHandler implements RequestHandler<LeaveGroupRequest> {

  private static final short BATCHED_VERSION = 3;

  private final GroupCoordinators coordinators;

  public LeaveGroupHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  @Override
  public void handle(RequestContext context, LeaveGroupRequest request) {
    if (request.groupId().isEmpty()) {
      refuse(context, ErrorCode.INVALID_GROUP_ID);
      return;
    }
    if (context.apiVersion() < BATCHED_VERSION) {
      request.members().add(new MemberIdentity().memberId(request.memberId()));
    }
    coordinators.submit(
        request.groupId(),
        coordinator -> coordinator.leave(request, response -> respond(context, response)),
        failure -> refuse(context, failure));
  }

  private static void respond(RequestContext context, LeaveGroupResponse response) {
    if (context.apiVersion() < BATCHED_VERSION) {
      response = new LeaveGroupResponse().errorCode(response.members().getFirst().errorCode());
    }
    context.respond(response);
  }

  private static void refuse(RequestContext context, ErrorCode error) {
    context.respond(new LeaveGroupResponse().errorCode(error.id()));
  }
}
