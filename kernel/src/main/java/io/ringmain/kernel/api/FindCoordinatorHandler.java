package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupConfig;
import io.ringmain.kernel.group.GroupDirectory;
import io.ringmain.kernel.group.GroupDirectory.Node;
import io.ringmain.kernel.group.OffsetsTopic;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FindCoordinatorRequest;
import io.ringmain.protocol.message.FindCoordinatorResponse;
import io.ringmain.protocol.message.FindCoordinatorResponse.Coordinator;
import java.util.Optional;

/**
 * FindCoordinator: says which broker coordinates a group. Called on transport threads.
 *
 * <p>The first question has {@code __consumer_offsets} created; until it is there the answer is
 * COORDINATOR_NOT_AVAILABLE, and clients ask again.
 */
public final class FindCoordinatorHandler implements RequestHandler<FindCoordinatorRequest> {

  private static final short BATCHED_VERSION = 4;

  private static final byte GROUP = 0;
  private static final byte TRANSACTION = 1;

  private final GroupDirectory directory;
  private final GroupConfig config;

  public FindCoordinatorHandler(GroupDirectory directory, GroupConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /** A key's coordinator, or why there is none. */
  private record Found(ErrorCode error, Node node) {
    private static final Node NO_NODE = new Node(-1, "", -1);

    static Found none(ErrorCode error) {
      return new Found(error, NO_NODE);
    }
  }

  @Override
  public void handle(RequestContext context, FindCoordinatorRequest request) {
    FindCoordinatorResponse response = new FindCoordinatorResponse();
    if (context.apiVersion() >= BATCHED_VERSION) {
      for (String key : request.coordinatorKeys()) {
        Found found = find(context, request.keyType(), key);
        response
            .coordinators()
            .add(
                new Coordinator()
                    .key(key)
                    .errorCode(found.error.id())
                    .nodeId(found.node.id())
                    .host(found.node.host())
                    .port(found.node.port()));
      }
    } else {
      Found found = find(context, request.keyType(), request.key());
      response
          .errorCode(found.error.id())
          .errorMessage(found.error == ErrorCode.NONE ? "NONE" : found.error.message())
          .nodeId(found.node.id())
          .host(found.node.host())
          .port(found.node.port());
    }
    context.respond(response);
  }

  private Found find(RequestContext context, byte keyType, String key) {
    return switch (keyType) {
      case GROUP -> findGroup(context, key);
      // Transactions have no coordinator yet; this error makes clients wait, as for one that
      // starts.
      case TRANSACTION -> Found.none(ErrorCode.COORDINATOR_NOT_AVAILABLE);
      default -> Found.none(ErrorCode.INVALID_REQUEST);
    };
  }

  private Found findGroup(RequestContext context, String groupId) {
    int partitions = directory.offsetsPartitionCount();
    if (partitions == 0) {
      directory.createOffsetsTopic(OffsetsTopic.of(config, directory.aliveBrokers()));
      return Found.none(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }
    Optional<Node> leader =
        directory.offsetsLeader(OffsetsTopic.partitionFor(groupId, partitions), context.listener());
    return leader
        .map(node -> new Found(ErrorCode.NONE, node))
        .orElseGet(() -> Found.none(ErrorCode.COORDINATOR_NOT_AVAILABLE));
  }
}
