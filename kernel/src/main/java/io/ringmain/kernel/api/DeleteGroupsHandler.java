package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DeleteGroupsRequest;
import io.ringmain.protocol.message.DeleteGroupsResponse;
import io.ringmain.protocol.message.DeleteGroupsResponse.DeletableGroupResult;
import java.util.List;

/**
 * DeleteGroups: empty groups and their offsets go. Called on transport threads, answers from the
 * rings of the groups when the last deletion is committed.
 */
public final class DeleteGroupsHandler implements RequestHandler<DeleteGroupsRequest> {

  private final GroupCoordinators coordinators;

  public DeleteGroupsHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  @Override
  public void handle(RequestContext context, DeleteGroupsRequest request) {
    List<String> groups = request.groupsNames().stream().distinct().toList();
    Gather<DeletableGroupResult> gather =
        new Gather<>(
            groups.size(), results -> context.respond(new DeleteGroupsResponse().results(results)));
    for (int i = 0; i < groups.size(); i++) {
      int index = i;
      String groupId = groups.get(i);
      coordinators.submit(
          groupId,
          coordinator ->
              coordinator.deleteGroup(groupId, error -> gather.put(index, result(groupId, error))),
          failure -> gather.put(index, result(groupId, failure)));
    }
  }

  private static DeletableGroupResult result(String groupId, ErrorCode error) {
    return new DeletableGroupResult().groupId(groupId).errorCode(error.id());
  }
}
