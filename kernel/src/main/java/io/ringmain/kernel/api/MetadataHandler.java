package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.LogKeys;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.controller.TopicNames;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.KafkaUuid;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.protocol.message.MetadataResponse.MetadataResponseBroker;
import io.ringmain.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Metadata: brokers, controller and topics, as seen through the listener of the client.
 *
 * <p>Answers at once from the published image, unless a topic is to be created first: then when it
 * is created and its partitions here are open, which spares the client a second try, and one that
 * writes with acks=0 the loss of its first records.
 */
public final class MetadataHandler implements RequestHandler<MetadataRequest> {

  private static final int FIRST_VERSION_WITH_NO_TOPICS = 1;
  private static final int FIRST_VERSION_WITH_TOPIC_IDS = 12;

  /** How long a client waits for a topic to be created before it is told to ask again. */
  private static final long CREATION_MS = 1_000;

  private final MetadataImages images;
  private final TopicCreator creator;
  private final Supplier<BrokerConfig> config;
  private final Timer timer;
  private final Supplier<CompletableFuture<Void>> opened;

  /**
   * @param opened completes when this broker has opened all partitions that the image gives it
   */
  public MetadataHandler(
      MetadataImages images,
      TopicCreator creator,
      Supplier<BrokerConfig> config,
      Timer timer,
      Supplier<CompletableFuture<Void>> opened) {
    this.images = images;
    this.creator = creator;
    this.config = config;
    this.timer = timer;
    this.opened = opened;
  }

  @Override
  public void handle(RequestContext context, MetadataRequest request) {
    Set<String> missing = missing(context, request);
    boolean create =
        request.allowAutoTopicCreation()
            && !missing.isEmpty()
            && config.get().value(LogKeys.AUTO_CREATE_TOPICS_ENABLE);
    if (!create) {
      context.respond(answer(context, request));
      return;
    }
    List<CompletableFuture<Void>> created = new ArrayList<>();
    for (String name : missing) {
      created.add(
          creator.create(name).<Void>handle((result, failure) -> null).toCompletableFuture());
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(created.toArray(CompletableFuture<?>[]::new))
            .thenCompose(done -> opened.get());
    Timer.Timeout timeout = timer.schedule(CREATION_MS, () -> all.complete(null));
    CompletableFuture<Void> _ =
        all.whenComplete((_, _) -> {
          timeout.cancel();
          context.respond(answer(context, request));
        });
  }

  /** Topics asked for by a name that could be theirs, and that do not exist. */
  private Set<String> missing(RequestContext context, MetadataRequest request) {
    Set<String> missing = new LinkedHashSet<>();
    if (!wantsAll(context, request)) {
      MetadataImage image = images.current();
      for (MetadataRequestTopic topic : request.topics()) {
        boolean named = topic.name() != null && topic.topicId().equals(KafkaUuid.ZERO);
        if (named
            && image.topic(topic.name()).isEmpty()
            && TopicNames.problem(topic.name()).isEmpty()) {
          missing.add(topic.name());
        }
      }
    }
    return missing;
  }

  private static boolean wantsAll(RequestContext context, MetadataRequest request) {
    return request.topics() == null
        || (request.topics().isEmpty() && context.apiVersion() < FIRST_VERSION_WITH_NO_TOPICS);
  }

  private MetadataResponse answer(RequestContext context, MetadataRequest request) {
    MetadataImage image = images.current();
    MetadataResponse response =
        new MetadataResponse()
            .clusterId(image.clusterId())
            .controllerId(
                image.alive(image.controllerId())
                    ? image.controllerId()
                    : MetadataImage.NO_CONTROLLER);
    addBrokers(response, image, context.listener());
    PartitionAnswers partitions =
        new PartitionAnswers(image, context.listener(), context.apiVersion());
    if (wantsAll(context, request)) {
      for (TopicImage topic : image.topics()) {
        response.topics().add(found(topic, partitions));
      }
    } else {
      // Each once, as Kafka does: a request that names a topic a thousand times is not worth more.
      Set<Object> seen = new LinkedHashSet<>();
      for (MetadataRequestTopic topic : request.topics()) {
        if (seen.add(topic.name() == null ? topic.topicId() : topic.name())) {
          response.topics().add(answer(context, image, topic, partitions));
        }
      }
    }
    if (request.includeTopicAuthorizedOperations()) {
      response.topics().stream()
          .filter(topic -> topic.errorCode() == ErrorCode.NONE.id())
          .forEach(topic -> topic.topicAuthorizedOperations(AuthorizedOperations.ALL_OF_TOPIC));
    }
    if (request.includeClusterAuthorizedOperations()) {
      response.clusterAuthorizedOperations(AuthorizedOperations.ALL_OF_CLUSTER);
    }
    return response;
  }

  private static void addBrokers(MetadataResponse response, MetadataImage image, String listener) {
    for (BrokerImage broker : image.aliveBrokers()) {
      broker
          .endpoint(listener)
          .ifPresent(endpoint ->
              response
                  .brokers()
                  .add(
                      new MetadataResponseBroker()
                          .nodeId(broker.id())
                          .host(endpoint.host())
                          .port(endpoint.port())
                          .rack(broker.rack().orElse(null))));
    }
  }

  private static MetadataResponseTopic answer(
      RequestContext context,
      MetadataImage image,
      MetadataRequestTopic asked,
      PartitionAnswers partitions) {
    boolean byId = !asked.topicId().equals(KafkaUuid.ZERO);
    if ((byId || asked.name() == null) && context.apiVersion() < FIRST_VERSION_WITH_TOPIC_IDS) {
      // The response has no room for a null name in these versions.
      return failed(ErrorCode.INVALID_REQUEST)
          .name(asked.name() == null ? "" : asked.name())
          .topicId(asked.topicId());
    }
    if (byId) {
      Optional<TopicImage> topic = image.topic(asked.topicId());
      return topic
          .map(found -> found(found, partitions))
          .orElseGet(() -> failed(ErrorCode.UNKNOWN_TOPIC_ID).name(null).topicId(asked.topicId()));
    }
    if (asked.name() == null) {
      return failed(ErrorCode.INVALID_REQUEST).name(null);
    }
    return image
        .topic(asked.name())
        .map(found -> found(found, partitions))
        .orElseGet(() -> unknown(asked.name()));
  }

  private static MetadataResponseTopic found(TopicImage topic, PartitionAnswers partitions) {
    return new MetadataResponseTopic()
        .name(topic.name())
        .topicId(topic.id())
        .isInternal(TopicNames.isInternal(topic.name()))
        .partitions(partitions.ofMetadata(topic));
  }

  private static MetadataResponseTopic unknown(String name) {
    ErrorCode error =
        TopicNames.problem(name).isPresent()
            ? ErrorCode.INVALID_TOPIC_EXCEPTION
            : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return failed(error).name(name).isInternal(TopicNames.isInternal(name));
  }

  private static MetadataResponseTopic failed(ErrorCode error) {
    return new MetadataResponseTopic().errorCode(error.id());
  }
}
