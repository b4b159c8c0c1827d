package io.ringmain.kernel.api;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.Replicas;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeLogDirsRequest;
import io.ringmain.protocol.message.DescribeLogDirsResponse;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.Storage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** DescribeLogDirs: what lies in which directory, and how much room is left. */
public final class DescribeLogDirsHandler implements RequestHandler<DescribeLogDirsRequest> {
  private final Replicas replicas;
  private final Storage storage;

  public DescribeLogDirsHandler(Replicas replicas, Storage storage) {
    this.replicas = replicas;
    this.storage = storage;
  }

  @Override
  public void handle(RequestContext context, DescribeLogDirsRequest request) {
    DescribeLogDirsResponse response = new DescribeLogDirsResponse();
    List<Partition> asked = asked(request);
    for (LogDirectory directory : storage.directories()) {
      DescribeLogDirsResponse.DescribeLogDirsResult result =
          new DescribeLogDirsResponse.DescribeLogDirsResult()
              .logDir(directory.path().toString())
              .totalBytes(directory.totalBytes())
              .usableBytes(directory.usableBytes());
      if (directory.online()) {
        addTopics(result, asked, directory);
      } else {
        result.errorCode(ErrorCode.KAFKA_STORAGE_ERROR.id());
      }
      response.results().add(result);
    }
    context.respond(response);
  }

  /** A request without topics asks for all. */
  private List<Partition> asked(DescribeLogDirsRequest request) {
    List<Partition> all = replicas.all();
    if (request.topics() == null) {
      return all;
    }
    Set<String> wanted = new HashSet<>();
    for (DescribeLogDirsRequest.DescribableLogDirTopic topic : request.topics()) {
      for (int partition : topic.partitions()) {
        wanted.add(topic.topic() + "-" + partition);
      }
    }
    return all.stream().filter(partition -> wanted.contains(partition.id().toString())).toList();
  }

  private static void addTopics(
      DescribeLogDirsResponse.DescribeLogDirsResult result,
      List<Partition> partitions,
      LogDirectory directory) {
    TreeMap<String, DescribeLogDirsResponse.DescribeLogDirsTopic> topics = new TreeMap<>();
    for (Partition partition : partitions) {
      if (partition.log().directory().path().equals(directory.path())) {
        topics
            .computeIfAbsent(
                partition.id().topic(),
                name -> new DescribeLogDirsResponse.DescribeLogDirsTopic().name(name))
            .partitions()
            .add(
                new DescribeLogDirsResponse.DescribeLogDirsPartition()
                    .partitionIndex(partition.id().partition())
                    .partitionSize(partition.log().sizeBytes())
                    .offsetLag(0)
                    .isFutureKey(false));
      }
    }
    result.topics().addAll(topics.values());
  }
}
