package io.ringmain.kernel.api;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.LogMoves;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeLogDirsRequest;
import io.ringmain.protocol.message.DescribeLogDirsResponse;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** DescribeLogDirs: what lies in which directory, and how much room is left. */
public final class DescribeLogDirsHandler implements RequestHandler<DescribeLogDirsRequest> {
  private final Replicas replicas;
  private final Storage storage;
  private final LogMoves moves;

  public DescribeLogDirsHandler(Replicas replicas, Storage storage, LogMoves moves) {
    this.replicas = replicas;
    this.storage = storage;
    this.moves = moves;
  }

  @Override
  public void handle(RequestContext context, DescribeLogDirsRequest request) {
    DescribeLogDirsResponse response = new DescribeLogDirsResponse();
    List<Described> asked = asked(request);
    for (LogDirectory directory : storage.directories()) {
      DescribeLogDirsResponse.DescribeLogDirsResult result =
          new DescribeLogDirsResponse.DescribeLogDirsResult().logDir(directory.path().toString());
      if (directory.online()) {
        result.totalBytes(directory.totalBytes()).usableBytes(directory.usableBytes());
        addTopics(result, asked, directory);
      } else {
        result.errorCode(ErrorCode.KAFKA_STORAGE_ERROR.id());
      }
      response.results().add(result);
    }
    context.respond(response);
  }

  /** A log, or the copy of one that is to take its place. */
  private record Described(
      LogId id, Path directory, long sizeBytes, long offsetLag, boolean isFuture) {}

  /** A request without topics asks for all. */
  private List<Described> asked(DescribeLogDirsRequest request) {
    List<Described> all = new ArrayList<>();
    for (Partition partition : replicas.all()) {
      PartitionLog log = partition.log();
      all.add(new Described(partition.id(), log.directory().path(), log.sizeBytes(), 0, false));
    }
    for (LogMoves.Moving moving : moves.all()) {
      all.add(
          new Described(
              moving.id(), moving.directory(), moving.sizeBytes(), moving.offsetLag(), true));
    }
    if (request.topics() == null) {
      return all;
    }
    Set<String> wanted = new HashSet<>();
    for (DescribeLogDirsRequest.DescribableLogDirTopic topic : request.topics()) {
      for (int partition : topic.partitions()) {
        wanted.add(topic.topic() + "-" + partition);
      }
    }
    return all.stream().filter(log -> wanted.contains(log.id().toString())).toList();
  }

  private static void addTopics(
      DescribeLogDirsResponse.DescribeLogDirsResult result,
      List<Described> logs,
      LogDirectory directory) {
    TreeMap<String, DescribeLogDirsResponse.DescribeLogDirsTopic> topics = new TreeMap<>();
    for (Described log : logs) {
      if (log.directory().equals(directory.path())) {
        topics
            .computeIfAbsent(
                log.id().topic(),
                name -> new DescribeLogDirsResponse.DescribeLogDirsTopic().name(name))
            .partitions()
            .add(
                new DescribeLogDirsResponse.DescribeLogDirsPartition()
                    .partitionIndex(log.id().partition())
                    .partitionSize(log.sizeBytes())
                    .offsetLag(log.offsetLag())
                    .isFutureKey(log.isFuture()));
      }
    }
    result.topics().addAll(topics.values());
  }
}
