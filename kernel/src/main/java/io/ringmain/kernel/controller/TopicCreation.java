package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigDescription;
import io.ringmain.kernel.config.ConfigKey;
import io.ringmain.kernel.config.ConfigProblem;
import io.ringmain.kernel.config.LogKeys;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.KafkaUuid;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Creates one topic, or says whether it could be created. */
public final class TopicCreation implements ControllerOperation<CreatableTopicResult> {

  /** For partitions and replication factor: the broker's default, or what an assignment says. */
  public static final int UNSAID = -1;

  private final CreatableTopic topic;
  private final boolean validateOnly;
  private final BrokerConfig config;

  /**
   * @param config for what the request leaves unsaid
   */
  public TopicCreation(CreatableTopic topic, boolean validateOnly, BrokerConfig config) {
    this.topic = topic;
    this.validateOnly = validateOnly;
    this.config = config;
  }

  @Override
  public CreatableTopicResult run(Draft draft) {
    MetadataImage image = draft.image();
    checkName(image);
    TopicConfig topicConfig = checkedConfig();
    List<List<Integer>> replicas =
        topic.assignments().isEmpty() ? placed(draft, image) : assigned(image);
    UUID id = newTopicId(draft, image);
    if (!validateOnly) {
      draft.add(new TopicRecord().name(topic.name()).topicId(id));
      topicConfig.overrides().forEach((key, value) -> draft.add(configRecord(key, value)));
      for (int partition = 0; partition < replicas.size(); partition++) {
        PartitionRecord record =
            PartitionDrafts.record(image, id, partition, replicas.get(partition));
        draft.add(record);
      }
    }
    return new CreatableTopicResult()
        .errorMessage(null)
        .name(topic.name())
        .topicId(id)
        .errorMessage(null)
        .numPartitions(replicas.size())
        .replicationFactor((short) replicas.getFirst().size())
        .configs(described(topicConfig));
  }

  private void checkName(MetadataImage image) {
    TopicNames.check(topic.name());
    if (image.topic(topic.name()).isPresent()) {
      throw new ControllerException(
          ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + topic.name() + "' already exists.");
    }
    if (TopicNames.canCollide(topic.name())) {
      String key = TopicNames.collisionKey(topic.name());
      image
          .findTopic(other -> TopicNames.collisionKey(other).equals(key))
          .ifPresent(this::refuseCollision);
    }
  }

  private void refuseCollision(TopicImage other) {
    throw new ControllerException(
        ErrorCode.INVALID_TOPIC_EXCEPTION,
        "Topic '"
            + topic.name()
            + "' collides with the existing topic '"
            + other.name()
            + "': they differ in nothing but '.' and '_'.");
  }

  private TopicConfig checkedConfig() {
    Map<String, String> values = new TreeMap<>();
    for (CreatableTopicConfig given : topic.configs()) {
      if (given.value() == null) {
        throw new ControllerException(
            ErrorCode.INVALID_CONFIG, "The value of config " + given.name() + " is null.");
      }
      values.put(given.name(), given.value());
    }
    List<ConfigProblem> problems = TopicConfig.problems(values, config);
    if (!problems.isEmpty()) {
      throw new ControllerException(ErrorCode.INVALID_CONFIG, problems.getFirst().toString());
    }
    return new TopicConfig(values, config);
  }

  private List<List<Integer>> placed(Draft draft, MetadataImage image) {
    int replicationFactor = topic.replicationFactor();
    int partitions = topic.numPartitions();
    if (replicationFactor == 0 || replicationFactor < UNSAID) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          "Replication factor must be larger than 0, or -1 for the broker's default.");
    }
    if (partitions == 0 || partitions < UNSAID) {
      throw new ControllerException(
          ErrorCode.INVALID_PARTITIONS,
          "Number of partitions must be larger than 0, or -1 for the broker's default.");
    }
    if (replicationFactor == UNSAID) {
      replicationFactor = config.value(LogKeys.DEFAULT_REPLICATION_FACTOR);
    }
    if (partitions == UNSAID) {
      partitions = config.value(LogKeys.NUM_PARTITIONS);
    }
    PartitionDrafts.checkCount(partitions);
    ReplicaPlacement placement = new ReplicaPlacement(image, draft.random());
    List<List<Integer>> replicas = new ArrayList<>(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      replicas.add(placement.replicas(replicationFactor));
    }
    return replicas;
  }

  private List<List<Integer>> assigned(MetadataImage image) {
    if (topic.replicationFactor() != UNSAID) {
      throw new ControllerException(
          ErrorCode.INVALID_REQUEST,
          "Replicas are assigned, so the replication factor must be -1.");
    }
    if (topic.numPartitions() != UNSAID) {
      throw new ControllerException(
          ErrorCode.INVALID_REQUEST,
          "Replicas are assigned, so the number of partitions must be -1.");
    }
    PartitionDrafts.checkCount(topic.assignments().size());
    TreeMap<Integer, List<Integer>> byPartition = new TreeMap<>();
    int replicationFactor = topic.assignments().getFirst().brokerIds().size();
    for (CreatableReplicaAssignment assignment : topic.assignments()) {
      int partition = assignment.partitionIndex();
      if (byPartition.put(partition, assignment.brokerIds()) != null) {
        throw new ControllerException(
            ErrorCode.INVALID_REPLICA_ASSIGNMENT,
            "Partition " + partition + " is assigned replicas twice.");
      }
      PartitionDrafts.checkAssigned(image, partition, assignment.brokerIds(), replicationFactor);
    }
    if (byPartition.firstKey() != 0 || byPartition.lastKey() != byPartition.size() - 1) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICA_ASSIGNMENT,
          "Partitions must be numbered from 0 without gaps, not " + byPartition.keySet() + ".");
    }
    return List.copyOf(byPartition.values());
  }

  /** Random, never one that is in use, and none that looks like an option on a command line. */
  private static UUID newTopicId(Draft draft, MetadataImage image) {
    while (true) {
      long most = (draft.random().nextLong() & ~0xF000L) | 0x4000L;
      long least = (draft.random().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      UUID id = new UUID(most, least);
      if (!KafkaUuid.format(id).startsWith("-") && image.topic(id).isEmpty()) {
        return id;
      }
    }
  }

  private ConfigRecord configRecord(String key, String value) {
    return new ConfigRecord()
        .resourceType(ConfigResource.TOPIC)
        .resourceName(topic.name())
        .name(key)
        .value(value);
  }

  private static List<CreatableTopicConfigs> described(TopicConfig topicConfig) {
    List<CreatableTopicConfigs> configs = new ArrayList<>();
    for (ConfigKey<?> key : TopicKeys.TABLE.keys()) {
      if (!key.internal()) {
        ConfigDescription description = topicConfig.describe(key);
        configs.add(
            new CreatableTopicConfigs()
                .name(key.name())
                .value(description.value().orElse(null))
                .readOnly(false)
                .configSource(description.source().code())
                .isSensitive(key.sensitive()));
      }
    }
    return configs;
  }
}
