package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.TopicNames;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DeleteRecordsRequest;
import io.ringmain.protocol.message.DeleteRecordsResponse;
import io.ringmain.spi.storage.StorageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DeleteRecords: moves log start offsets up, on the rings of the partitions, and answers when all
 * replicas that are alive have followed.
 */
public final class DeleteRecordsHandler implements RequestHandler<DeleteRecordsRequest> {
  private static final long HIGH_WATERMARK = -1;
  private static final long NO_LOW_WATERMARK = -1;

  private final PartitionLookup partitions;
  private final Replicas replicas;
  private final Timer timer;

  public DeleteRecordsHandler(PartitionLookup partitions, Replicas replicas, Timer timer) {
    this.partitions = partitions;
    this.replicas = replicas;
    this.timer = timer;
  }

  @Override
  public void handle(RequestContext context, DeleteRecordsRequest request) {
    DeleteRecordsResponse response = new DeleteRecordsResponse();
    AtomicInteger outstanding = new AtomicInteger(1);
    Runnable done =
        () -> {
          if (outstanding.decrementAndGet() == 0) {
            context.respond(response);
          }
        };
    for (DeleteRecordsRequest.DeleteRecordsTopic topic : request.topics()) {
      DeleteRecordsResponse.DeleteRecordsTopicResult answers =
          new DeleteRecordsResponse.DeleteRecordsTopicResult().name(topic.name());
      response.topics().add(answers);
      // One that is named twice is answered once, as it was named last.
      Map<Integer, DeleteRecordsRequest.DeleteRecordsPartition> each = new LinkedHashMap<>();
      topic.partitions().forEach(asked -> each.put(asked.partitionIndex(), asked));
      for (DeleteRecordsRequest.DeleteRecordsPartition asked : each.values()) {
        DeleteRecordsResponse.DeleteRecordsPartitionResult answer =
            new DeleteRecordsResponse.DeleteRecordsPartitionResult()
                .partitionIndex(asked.partitionIndex())
                .lowWatermark(NO_LOW_WATERMARK);
        answers.partitions().add(answer);
        outstanding.incrementAndGet();
        delete(topic.name(), asked, answer, request.timeoutMs(), done);
      }
    }
    done.run();
  }

  private void delete(
      String topic,
      DeleteRecordsRequest.DeleteRecordsPartition asked,
      DeleteRecordsResponse.DeleteRecordsPartitionResult answer,
      int timeoutMs,
      Runnable done) {
    Partition partition = partitions.find(topic, asked.partitionIndex());
    if (partition == null) {
      ErrorCode fault = partitions.fault(topic, asked.partitionIndex(), -1);
      answer.errorCode(fault.id());
      done.run();
      return;
    }
    if (TopicNames.isInternal(topic)) {
      answer.errorCode(ErrorCode.INVALID_TOPIC_EXCEPTION.id());
      done.run();
      return;
    }
    replicas
        .shardOf(partition)
        .execute(() -> {
          deleteNow(partition, asked.offset(), answer);
          if (answer.errorCode() == ErrorCode.NONE.id()) {
            awaitFollowers(partition, answer, timeoutMs, done);
          } else {
            done.run();
          }
        });
  }

  /** Ring thread. */
  private void awaitFollowers(
      Partition partition,
      DeleteRecordsResponse.DeleteRecordsPartitionResult answer,
      int timeoutMs,
      Runnable done) {
    CompletableFuture<ErrorCode> reached = new CompletableFuture<>();
    partition.followers().awaitLowWatermark(answer.lowWatermark(), reached::complete);
    Timer.Timeout timeout =
        reached.isDone()
            ? () -> false
            : timer.schedule(
                Math.max(0, timeoutMs), () -> reached.complete(ErrorCode.REQUEST_TIMED_OUT));
    CompletableFuture<Void> _ =
        reached.thenAccept(error -> {
          boolean _ = timeout.cancel();
          answer.errorCode(error.id());
          if (error == ErrorCode.REQUEST_TIMED_OUT) {
            answer.lowWatermark(partition.followers().lowWatermark());
          } else if (error != ErrorCode.NONE) {
            answer.lowWatermark(NO_LOW_WATERMARK);
          }
          done.run();
        });
  }

  /** Ring thread. */
  private static void deleteNow(
      Partition partition, long upTo, DeleteRecordsResponse.DeleteRecordsPartitionResult answer) {
    long offset = upTo == HIGH_WATERMARK ? partition.highWatermark() : upTo;
    if (!partition.isLeader()) {
      answer.errorCode(ErrorCode.NOT_LEADER_OR_FOLLOWER.id());
    } else if (!partition.config().deleted()) {
      answer.errorCode(ErrorCode.POLICY_VIOLATION.id());
    } else if (offset < 0 || offset > partition.highWatermark()) {
      answer.errorCode(ErrorCode.OFFSET_OUT_OF_RANGE.id());
    } else {
      try {
        answer.lowWatermark(partition.upkeep().deleteRecordsBelow(offset));
      } catch (StorageException failure) {
        answer.errorCode(ErrorCode.KAFKA_STORAGE_ERROR.id());
      }
    }
  }
}
