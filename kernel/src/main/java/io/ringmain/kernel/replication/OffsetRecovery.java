package io.ringmain.kernel.replication;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.peer.PeerAnswer;
import io.ringmain.kernel.peer.PeerConnection;
import io.ringmain.kernel.peer.PeerException;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.transport.Frame;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a follower does whose log end is outside the leader's log: asks the leader where its log
 * starts and ends, cuts its own down to that end, or begins anew at that start. Replication ring
 * only.
 */
final class OffsetRecovery {
  private static final System.Logger LOG = System.getLogger(OffsetRecovery.class.getName());
  private static final long EARLIEST = -2;
  private static final long LATEST = -1;
  private static final long MS_TO_NS = 1_000_000;

  private final int leader;
  private final ReplicationContext context;

  OffsetRecovery(int leader, ReplicationContext context) {
    this.leader = leader;
    this.context = context;
  }

  /**
   * Recovers one partition, which nothing else is being done to.
   *
   * @param then when it can be fetched again, or is paused
   */
  void recover(FollowedPartition followed, PeerConnection connection, Runnable then) {
    ask(
        followed,
        connection,
        EARLIEST,
        start ->
            ask(
                followed,
                connection,
                LATEST,
                end -> {
                  if (start.isEmpty() || end.isEmpty()) {
                    followed.pauseUntil(
                        context.clock().monotonicNs() + context.settings().backoffMs() * MS_TO_NS);
                    then.run();
                  } else {
                    apply(followed, start.getAsLong(), end.getAsLong(), then);
                  }
                }));
  }

  private void ask(
      FollowedPartition followed,
      PeerConnection connection,
      long timestamp,
      Consumer<OptionalLong> then) {
    ListOffsetsRequest request =
        new ListOffsetsRequest()
            .replicaId(context.brokerId())
            .topics(
                List.of(
                    new ListOffsetsRequest.ListOffsetsTopic()
                        .name(followed.id().topic())
                        .partitions(
                            List.of(
                                new ListOffsetsRequest.ListOffsetsPartition()
                                    .partitionIndex(followed.id().partition())
                                    .currentLeaderEpoch(followed.leaderEpoch())
                                    .timestamp(timestamp)))));
    connection.send(
        request,
        request.apiKey().highestVersion(),
        new PeerAnswer() {
          @Override
          public void onResponse(ApiMessage response, Frame frame) {
            frame.release();
            OptionalLong offset = offsetIn((ListOffsetsResponse) response);
            context.ring().execute(() -> then.accept(offset));
          }

          @Override
          public void onFailure(PeerException failure) {
            context.ring().execute(() -> then.accept(OptionalLong.empty()));
          }
        });
  }

  private static OptionalLong offsetIn(ListOffsetsResponse response) {
    return response.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .filter(answer -> answer.errorCode() == ErrorCode.NONE.id() && answer.offset() >= 0)
        .mapToLong(ListOffsetsResponse.ListOffsetsPartitionResponse::offset)
        .findFirst();
  }

  private void apply(FollowedPartition followed, long start, long end, Runnable then) {
    Partition partition = followed.partition();
    followed
        .shard()
        .execute(() -> {
          if (partition.latestEpoch() == followed.leaderEpoch() && !partition.isOffline()) {
            adopt(partition, start, end);
          }
          context
              .ring()
              .execute(() -> {
                followed.refresh();
                then.run();
              });
        });
  }

  /** Ring thread of the partition. */
  private void adopt(Partition partition, long start, long end) {
    long own = partition.logEndOffset();
    LOG.log(
        WARNING,
        "{0} ends at {1}, outside the log of leader {2} from {3} to {4}",
        partition.id(),
        "" + own,
        "" + leader,
        "" + start,
        "" + end);
    try {
      if (own > end) {
        partition.following().truncateTo(end);
      } else if (own < start) {
        partition.following().startAnewAt(start);
      }
    } catch (StorageException failure) {
      LOG.log(WARNING, "{0} cannot be truncated: {1}", partition.id(), failure.getMessage());
    }
  }
}
