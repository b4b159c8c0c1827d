package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ListGroupsRequest;
import io.ringmain.protocol.message.ListGroupsResponse;
import io.ringmain.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.List;

/**
 * ListGroups: the groups that this broker coordinates. Called on transport threads, asks the rings
 * of all partitions of {@code __consumer_offsets} led here, and answers when the last one has.
 */
public final class ListGroupsHandler implements RequestHandler<ListGroupsRequest> {

  private final GroupCoordinators coordinators;

  public ListGroupsHandler(GroupCoordinators coordinators) {
    this.coordinators = coordinators;
  }

  /** What one partition says. */
  private record Part(ErrorCode error, List<ListedGroup> groups) {}

  @Override
  public void handle(RequestContext context, ListGroupsRequest request) {
    List<Integer> partitions = List.copyOf(coordinators.partitionsLed());
    Gather<Part> gather = new Gather<>(partitions.size(), parts -> context.respond(combine(parts)));
    for (int i = 0; i < partitions.size(); i++) {
      int index = i;
      coordinators.submit(
          (int) partitions.get(i),
          coordinator ->
              gather.put(
                  index,
                  new Part(
                      ErrorCode.NONE,
                      coordinator.list(request.statesFilter(), request.typesFilter()))),
          failure -> gather.put(index, new Part(failure, List.of())));
    }
  }

  private static ListGroupsResponse combine(List<Part> parts) {
    ListGroupsResponse response = new ListGroupsResponse();
    for (Part part : parts) {
      // A partition that moved away since is another broker's to list.
      if (part.error != ErrorCode.NONE && part.error != ErrorCode.NOT_COORDINATOR) {
        return new ListGroupsResponse().errorCode(part.error.id());
      }
      response.groups().addAll(part.groups);
    }
    return response;
  }
}
