package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.NetworkKeys;
import io.ringmain.kernel.controller.TopicNames;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeTopicPartitionsRequest;
import io.ringmain.protocol.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.ringmain.protocol.message.DescribeTopicPartitionsResponse;
import io.ringmain.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** DescribeTopicPartitions: topics in the order of their names, page by page. */
public final class DescribeTopicPartitionsHandler
    implements RequestHandler<DescribeTopicPartitionsRequest> {

  private final MetadataImages images;
  private final Supplier<BrokerConfig> config;

  public DescribeTopicPartitionsHandler(MetadataImages images, Supplier<BrokerConfig> config) {
    this.images = images;
    this.config = config;
  }

  @Override
  public void handle(RequestContext context, DescribeTopicPartitionsRequest request) {
    DescribeTopicPartitionsRequest.Cursor cursor = request.cursor();
    if (cursor != null && cursor.partitionIndex() < 0) {
      context.respond(refused(request));
      return;
    }
    MetadataImage image = images.current();
    Page page =
        new Page(
            image,
            new PartitionAnswers(image, context.listener(), context.apiVersion()),
            limit(request));
    boolean all = request.topics().isEmpty();
    for (String name : names(image, request)) {
      boolean continued = cursor != null && cursor.topicName().equals(name);
      if (!page.add(name, continued ? cursor.partitionIndex() : 0, all)) {
        break;
      }
    }
    context.respond(page.response);
  }

  private int limit(DescribeTopicPartitionsRequest request) {
    int most = config.get().value(NetworkKeys.MAX_REQUEST_PARTITION_SIZE_LIMIT);
    return Math.max(1, Math.min(most, request.responsePartitionLimit()));
  }

  /** The names to go through, in order, from the cursor's on. */
  private static List<String> names(MetadataImage image, DescribeTopicPartitionsRequest request) {
    TreeSet<String> names = new TreeSet<>();
    if (request.topics().isEmpty()) {
      image.topics().forEach(topic -> names.add(topic.name()));
    } else {
      request.topics().forEach(topic -> names.add(topic.name()));
    }
    return request.cursor() == null
        ? List.copyOf(names)
        : List.copyOf(names.tailSet(request.cursor().topicName(), true));
  }

  /** The schema has no error of the whole response: every topic gets it. */
  private static DescribeTopicPartitionsResponse refused(DescribeTopicPartitionsRequest request) {
    DescribeTopicPartitionsResponse response = new DescribeTopicPartitionsResponse();
    for (TopicRequest topic : request.topics()) {
      response
          .topics()
          .add(
              new DescribeTopicPartitionsResponseTopic()
                  .name(topic.name())
                  .errorCode(ErrorCode.INVALID_REQUEST.id()));
    }
    return response;
  }

  /** One response under way. */
  private static final class Page {
    private final DescribeTopicPartitionsResponse response = new DescribeTopicPartitionsResponse();
    private final MetadataImage image;
    private final PartitionAnswers answers;
    private int room;

    Page(MetadataImage image, PartitionAnswers answers, int room) {
      this.image = image;
      this.answers = answers;
      this.room = room;
    }

    /** Adds a topic from a partition on; whether the page has room for another topic. */
    boolean add(String name, int from, boolean skipUnknown) {
      if (room == 0) {
        continueAt(name, from);
        return false;
      }
      Optional<TopicImage> topic = image.topic(name);
      if (topic.isEmpty()) {
        if (!skipUnknown) {
          response.topics().add(unknown(name));
        }
        return true;
      }
      List<PartitionImage> partitions = topic.get().partitions();
      int start = Math.min(from, partitions.size());
      int end = Math.min(partitions.size(), start + room);
      response.topics().add(described(topic.get(), partitions.subList(start, end)));
      room -= end - start;
      if (end < partitions.size()) {
        continueAt(name, end);
        return false;
      }
      return true;
    }

    private void continueAt(String name, int partition) {
      response.nextCursor(
          new DescribeTopicPartitionsResponse.Cursor().topicName(name).partitionIndex(partition));
    }

    private DescribeTopicPartitionsResponseTopic described(
        TopicImage topic, List<PartitionImage> partitions) {
      DescribeTopicPartitionsResponseTopic described =
          new DescribeTopicPartitionsResponseTopic()
              .name(topic.name())
              .topicId(topic.id())
              .isInternal(TopicNames.isInternal(topic.name()))
              .topicAuthorizedOperations(AuthorizedOperations.ALL_OF_TOPIC)
              .partitions(new ArrayList<>(partitions.size()));
      partitions.forEach(partition -> described.partitions().add(answers.ofDescription(partition)));
      return described;
    }

    private static DescribeTopicPartitionsResponseTopic unknown(String name) {
      ErrorCode error =
          TopicNames.problem(name).isPresent()
              ? ErrorCode.INVALID_TOPIC_EXCEPTION
              : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
      return new DescribeTopicPartitionsResponseTopic()
          .name(name)
          .errorCode(error.id())
          .isInternal(TopicNames.isInternal(name));
    }
  }
}
