package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.LogMoves;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterReplicaLogDirsRequest;
import io.ringmain.protocol.message.AlterReplicaLogDirsResponse;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AlterReplicaLogDirs: this broker's replicas are to be in other log directories. Answers when the
 * moves have begun; DescribeLogDirs tells how far they are.
 */
public final class AlterReplicaLogDirsHandler
    implements RequestHandler<AlterReplicaLogDirsRequest> {

  /** What Kafka adds to the name of a log to name its copy, in a name of 255 characters at most. */
  private static final int LONGEST_NAME = 255 - ".-future".length() - 32;

  private final Replicas replicas;
  private final LogMoves moves;
  private final Supplier<MetadataImage> metadata;

  public AlterReplicaLogDirsHandler(
      Replicas replicas, LogMoves moves, Supplier<MetadataImage> metadata) {
    this.replicas = replicas;
    this.moves = moves;
    this.metadata = metadata;
  }

  @Override
  public void handle(RequestContext context, AlterReplicaLogDirsRequest request) {
    Map<String, AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult> topics =
        new LinkedHashMap<>();
    for (AlterReplicaLogDirsRequest.AlterReplicaLogDir directory : request.dirs()) {
      for (AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic topic : directory.topics()) {
        for (int partition : topic.partitions()) {
          ErrorCode error = alter(topic.name(), partition, directory.path());
          topics
              .computeIfAbsent(
                  topic.name(),
                  name ->
                      new AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult()
                          .topicName(name))
              .partitions()
              .add(
                  new AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult()
                      .partitionIndex(partition)
                      .errorCode(error.id()));
        }
      }
    }
    AlterReplicaLogDirsResponse response = new AlterReplicaLogDirsResponse();
    response.results().addAll(topics.values());
    context.respond(response);
  }

  private ErrorCode alter(String topic, int number, String directory) {
    if ((topic + "-" + number).length() > LONGEST_NAME) {
      return ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
    Path path;
    try {
      path = Path.of(directory);
    } catch (InvalidPathException notAPath) {
      return ErrorCode.LOG_DIR_NOT_FOUND;
    }
    ErrorCode fault = moves.fault(path);
    if (fault != ErrorCode.NONE) {
      return fault;
    }
    Partition partition = replicas.find(topic, number);
    return partition != null ? moves.move(partition, path) : absent(topic, number, path);
  }

  /** A partition that this broker has no replica of may get one, by a reassignment. */
  private ErrorCode absent(String topic, int number, Path path) {
    Optional<TopicImage> known = metadata.get().topic(topic);
    ErrorCode why = replicas.whyAbsent(known, number, false);
    if (why == ErrorCode.KAFKA_STORAGE_ERROR) {
      return why;
    }
    moves.place(topic, number, path);
    return why == ErrorCode.NOT_LEADER_OR_FOLLOWER ? ErrorCode.REPLICA_NOT_AVAILABLE : why;
  }
}
