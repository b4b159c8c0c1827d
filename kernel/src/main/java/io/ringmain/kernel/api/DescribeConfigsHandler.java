package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.BrokerKeys;
import io.ringmain.kernel.config.ConfigDescription;
import io.ringmain.kernel.config.ConfigKey;
import io.ringmain.kernel.config.ConfigSource;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.config.UpdateMode;
import io.ringmain.kernel.controller.TopicNames;
import io.ringmain.kernel.env.LogLevels;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataImages;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeConfigsRequest;
import io.ringmain.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.ringmain.protocol.message.DescribeConfigsResponse;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** DescribeConfigs: topics, this broker and its loggers, and what is set for all brokers. */
public final class DescribeConfigsHandler implements RequestHandler<DescribeConfigsRequest> {
  /** What Kafka says where there is nothing to say. */
  private static final String NO_MESSAGE = "";

  private final MetadataImages images;
  private final Supplier<BrokerConfig> config;
  private final LoggerConfigs loggers;

  public DescribeConfigsHandler(
      MetadataImages images, Supplier<BrokerConfig> config, LogLevels logLevels) {
    this.images = images;
    this.config = config;
    this.loggers = new LoggerConfigs(logLevels);
  }

  @Override
  public void handle(RequestContext context, DescribeConfigsRequest request) {
    DescribeConfigsResponse response = new DescribeConfigsResponse();
    for (DescribeConfigsResource asked : request.resources()) {
      DescribeConfigsResult result =
          switch (asked.resourceType()) {
            case ConfigResource.TOPIC -> topic(request, asked);
            case ConfigResource.BROKER -> broker(request, asked);
            case ConfigResource.BROKER_LOGGER -> loggers(asked);
            default ->
                failed(
                    ErrorCode.INVALID_REQUEST,
                    "Resource type " + asked.resourceType() + " has no configs here.");
          };
      response
          .results()
          .add(result.resourceType(asked.resourceType()).resourceName(asked.resourceName()));
    }
    context.respond(response);
  }

  private DescribeConfigsResult topic(
      DescribeConfigsRequest request, DescribeConfigsResource asked) {
    MetadataImage image = images.current();
    String name = asked.resourceName();
    Optional<String> problem = TopicNames.problem(name);
    if (problem.isPresent()) {
      return failed(ErrorCode.INVALID_TOPIC_EXCEPTION, problem.get());
    }
    if (image.topic(name).isEmpty()) {
      return failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, NO_MESSAGE);
    }
    TopicConfig topicConfig = new TopicConfig(image.topicConfig(name), config.get());
    return described(request, asked, TopicKeys.TABLE.keys(), topicConfig::describe, true);
  }

  private DescribeConfigsResult broker(
      DescribeConfigsRequest request, DescribeConfigsResource asked) {
    BrokerConfig now = config.get();
    if (asked.resourceName().isEmpty()) {
      MetadataImage image = images.current();
      List<ConfigKey<?>> set = new ArrayList<>();
      image
          .defaultBrokerConfig()
          .keySet()
          .forEach(name -> BrokerKeys.TABLE.find(name).ifPresent(set::add));
      return described(request, asked, set, key -> ofAllBrokers(image, key), false);
    }
    if (!asked.resourceName().equals(Integer.toString(now.nodeId()))) {
      return otherBroker(asked, now.nodeId());
    }
    return described(request, asked, BrokerKeys.TABLE.keys(), now::describe, false);
  }

  private static ConfigDescription ofAllBrokers(MetadataImage image, ConfigKey<?> key) {
    Optional<String> value =
        Optional.ofNullable(image.defaultBrokerConfig().get(key.name()))
            .filter(text -> !key.sensitive());
    ConfigSource source = ConfigSource.DYNAMIC_DEFAULT_BROKER;
    return new ConfigDescription(
        key, value, source, List.of(new ConfigDescription.Candidate(key.name(), value, source)));
  }

  private DescribeConfigsResult loggers(DescribeConfigsResource asked) {
    int self = config.get().nodeId();
    return asked.resourceName().equals(Integer.toString(self))
        ? new DescribeConfigsResult()
            .errorMessage(NO_MESSAGE)
            .configs(loggers.described(asked.configurationKeys()))
        : otherBroker(asked, self);
  }

  private static DescribeConfigsResult otherBroker(DescribeConfigsResource asked, int self) {
    return failed(
        ErrorCode.INVALID_REQUEST,
        "This is broker " + self + ", it cannot answer for '" + asked.resourceName() + "'.");
  }

  private static DescribeConfigsResult failed(ErrorCode error, String message) {
    return new DescribeConfigsResult().errorCode(error.id()).errorMessage(message);
  }

  private static DescribeConfigsResult described(
      DescribeConfigsRequest request,
      DescribeConfigsResource asked,
      Iterable<ConfigKey<?>> keys,
      Function<ConfigKey<?>, ConfigDescription> describe,
      boolean topic) {
    DescribeConfigsResult result = new DescribeConfigsResult().errorMessage(NO_MESSAGE);
    List<String> wanted = asked.configurationKeys();
    for (ConfigKey<?> key : keys) {
      boolean want = wanted == null || wanted.isEmpty() || wanted.contains(key.name());
      if (want && !key.internal()) {
        boolean readOnly = !topic && key.updateMode() == UpdateMode.READ_ONLY;
        result.configs().add(entry(request, describe.apply(key), readOnly));
      }
    }
    return result;
  }

  private static DescribeConfigsResourceResult entry(
      DescribeConfigsRequest request, ConfigDescription description, boolean readOnly) {
    ConfigKey<?> key = description.key();
    DescribeConfigsResourceResult entry =
        new DescribeConfigsResourceResult()
            .name(key.name())
            .value(description.value().orElse(null))
            .readOnly(readOnly)
            .configSource(description.source().code())
            .isSensitive(key.sensitive())
            .configType(key.type().code())
            .documentation(request.includeDocumentation() ? key.documentation() : null);
    if (request.includeSynonyms()) {
      for (ConfigDescription.Candidate candidate : description.candidates()) {
        entry
            .synonyms()
            .add(
                new DescribeConfigsSynonym()
                    .name(candidate.name())
                    .value(candidate.value().orElse(null))
                    .source(candidate.source().code()));
      }
    }
    return entry;
  }
}
