package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeGroupsRequest;
import io.ringmain.protocol.message.DescribeGroupsResponse;
import io.ringmain.protocol.message.DescribeGroupsResponse.DescribedGroup;
import java.util.List;

/**
 * DescribeGroups: members and assignments of groups. Called on transport threads, answers from the
 * rings of the groups when the last one is described.
 */
public final class DescribeGroupsHandler implements RequestHandler<DescribeGroupsRequest> {

  /** READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS by their numbers in ACLs. */
  private static final int ALL_GROUP_OPERATIONS =
      (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11);

  private final GroupCoordinators coordinators;

  public DescribeGroupsHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  @Override
  public void handle(RequestContext context, DescribeGroupsRequest request) {
    List<String> groups = request.groups();
    Gather<DescribedGroup> gather =
        new Gather<>(
            groups.size(),
            described -> context.respond(new DescribeGroupsResponse().groups(described)));
    for (int i = 0; i < groups.size(); i++) {
      int index = i;
      String groupId = groups.get(i);
      coordinators.submit(
          groupId,
          coordinator -> {
            DescribedGroup described = coordinator.describe(groupId, context.apiVersion());
            if (request.includeAuthorizedOperations()
                && described.errorCode() == ErrorCode.NONE.id()) {
              // Without an authorizer everybody may do everything.
              described.authorizedOperations(ALL_GROUP_OPERATIONS);
            }
            gather.put(index, described);
          },
          failure ->
              gather.put(index, new DescribedGroup().groupId(groupId).errorCode(failure.id())));
    }
  }
}
