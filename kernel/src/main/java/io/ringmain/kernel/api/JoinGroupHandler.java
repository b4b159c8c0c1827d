package io.ringmain.kernel.api;

import io.ringmain.kernel.group.Bytes;
import io.ringmain.kernel.group.GroupClient;
import io.ringmain.kernel.group.GroupConfig;
import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.Responses;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;

/**
 * JoinGroup: takes a client into a group. Called on transport threads, answers from the ring of the
 * group when the generation is complete.
 */
public final class JoinGroupHandler implements RequestHandler<JoinGroupRequest> {

  /** From this version on the protocol's name may be null, and is when there is none. */
  private static final short NULLABLE_PROTOCOL_VERSION = 7;

  private final GroupCoordinators coordinators;
  private final GroupConfig config;

  public JoinGroupHandler(GroupCoordinators coordinators, GroupConfig config) {
    this.coordinators = coordinators;
    this.config = config;
  }

  @Override
  public void handle(RequestContext context, JoinGroupRequest request) {
    ErrorCode error = check(request);
    if (error != ErrorCode.NONE) {
      respond(context, Responses.joinError(request.memberId(), error));
      return;
    }
    if (context.apiVersion() == 0) {
      // Version 0 has one timeout for both.
      request.rebalanceTimeoutMs(request.sessionTimeoutMs());
    }
    request.protocols().forEach(protocol -> protocol.metadata(Bytes.copyOf(protocol.metadata())));
    GroupClient client = new GroupClient(context.clientId(), "/" + context.clientHost());
    coordinators.submit(
        request.groupId(),
        coordinator ->
            coordinator.join(
                request, client, context.apiVersion(), response -> respond(context, response)),
        failure -> respond(context, Responses.joinError(Responses.NO_MEMBER_ID, failure)));
  }

  private ErrorCode check(JoinGroupRequest request) {
    if (request.groupId().isEmpty()) {
      return ErrorCode.INVALID_GROUP_ID;
    }
    int timeoutMs = request.sessionTimeoutMs();
    return timeoutMs < config.minSessionTimeoutMs() || timeoutMs > config.maxSessionTimeoutMs()
        ? ErrorCode.INVALID_SESSION_TIMEOUT
        : ErrorCode.NONE;
  }

  private static void respond(RequestContext context, JoinGroupResponse response) {
    if (context.apiVersion() < NULLABLE_PROTOCOL_VERSION && response.protocolName() == null) {
      response.protocolName("");
    }
    context.respond(response);
  }
}
