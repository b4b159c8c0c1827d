package io.ringmain.benchmarks;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.DeleteTopicsRequest;
import io.ringmain.protocol.message.DescribeQuorumRequest;
import io.ringmain.protocol.message.DescribeQuorumResponse;
import io.ringmain.protocol.message.ElectLeadersRequest;
import io.ringmain.protocol.message.ElectLeadersResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import io.ringmain.protocol.message.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates and deletes topics, and waits until they can be written to.
 *
 * <p>Used between measurements only, by one thread; it may allocate.
 */
final class Admin {
  private static final int CREATE_TOPICS_VERSION = 5;
  private static final int DELETE_TOPICS_VERSION = 4;
  private static final int METADATA_VERSION = 9;
  private static final int ELECT_LEADERS_VERSION = 2;
  private static final int DESCRIBE_QUORUM_VERSION = 0;
  private static final byte PREFERRED_LEADERS = 0;
  private static final int TIMEOUT_MS = 30_000;
  private static final long RETRY_PAUSE_MS = 5;

  private final Connection connection;
  private int correlationId;

  Admin(Connection connection) {
    this.connection = connection;
  }

  /** Returns when the broker has answered a request at all. */
  void awaitAnswer() throws IOException {
    call(new MetadataRequest().topics(List.of()), METADATA_VERSION);
  }

  /** Creates a topic with one replica and returns when all its partitions have a leader. */
  void createTopic(String topic, int partitionsCount) throws IOException, InterruptedException {
    createTopic(topic, partitionsCount, 1);
  }

  /** Creates a topic and returns when all its partitions have a leader, and replicas in sync. */
  void createTopic(String topic, int partitionsCount, int replicasCount)
      throws IOException, InterruptedException {
    ErrorCode error = tryCreateTopic(topic, partitionsCount, replicasCount);
    while (error.retriable() || error == ErrorCode.INVALID_REPLICATION_FACTOR) {
      // Of a cluster that is still starting, some brokers may not be there yet.
      Thread.sleep(RETRY_PAUSE_MS);
      error = tryCreateTopic(topic, partitionsCount, replicasCount);
    }
    if (error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS) {
      throw new BenchmarkException("topic " + topic + " cannot be created: " + error);
    }
    while (!hasLeaders(topic, partitionsCount, replicasCount)) {
      Thread.sleep(RETRY_PAUSE_MS);
    }
  }

  private ErrorCode tryCreateTopic(String topic, int partitionsCount, int replicasCount)
      throws IOException {
    return tryCreateTopic(
        new CreateTopicsRequest.CreatableTopic()
            .name(topic)
            .numPartitions(partitionsCount)
            .replicationFactor((short) replicasCount));
  }

  /** Creates a topic with the replicas given for each partition, if that works at once. */
  ErrorCode tryCreateTopic(String topic, List<List<Integer>> assignment) throws IOException {
    List<CreateTopicsRequest.CreatableReplicaAssignment> partitions = new ArrayList<>();
    for (List<Integer> replicas : assignment) {
      partitions.add(
          new CreateTopicsRequest.CreatableReplicaAssignment()
              .partitionIndex(partitions.size())
              .brokerIds(replicas));
    }
    return tryCreateTopic(
        new CreateTopicsRequest.CreatableTopic()
            .name(topic)
            .numPartitions(-1)
            .replicationFactor((short) -1)
            .assignments(partitions));
  }

  private ErrorCode tryCreateTopic(CreateTopicsRequest.CreatableTopic topic) throws IOException {
    CreateTopicsRequest request =
        new CreateTopicsRequest().timeoutMs(TIMEOUT_MS).topics(List.of(topic));
    CreateTopicsResponse response = (CreateTopicsResponse) call(request, CREATE_TOPICS_VERSION);
    return error(response.topics().getFirst().errorCode());
  }

  /** Has the first replica of each partition lead it, if that works at once. */
  ErrorCode tryElectPreferredLeaders() throws IOException {
    ElectLeadersResponse response =
        (ElectLeadersResponse)
            call(
                new ElectLeadersRequest()
                    .electionType(PREFERRED_LEADERS)
                    .topicPartitions(null)
                    .timeoutMs(TIMEOUT_MS),
                ELECT_LEADERS_VERSION);
    return error(response.errorCode());
  }

  /** The node that leads Kafka's metadata quorum. */
  int quorumLeader() throws IOException {
    DescribeQuorumResponse response =
        (DescribeQuorumResponse)
            call(
                new DescribeQuorumRequest()
                    .topics(
                        List.of(
                            new DescribeQuorumRequest.TopicData()
                                .topicName("__cluster_metadata")
                                .partitions(
                                    List.of(
                                        new DescribeQuorumRequest.PartitionData()
                                            .partitionIndex(0))))),
                DESCRIBE_QUORUM_VERSION);
    return response.errorCode() == 0
        ? response.topics().getFirst().partitions().getFirst().leaderId()
        : -1;
  }

  /** How many brokers are alive. */
  int brokersCount() throws IOException {
    return brokers().brokers().size();
  }

  /** The broker that is named as the controller; -1 if there is none. */
  int controller() throws IOException {
    return brokers().controllerId();
  }

  private MetadataResponse brokers() throws IOException {
    return (MetadataResponse) call(new MetadataRequest().topics(List.of()), METADATA_VERSION);
  }

  private boolean hasLeaders(String topic, int partitionsCount, int replicasCount)
      throws IOException {
    MetadataResponse.MetadataResponseTopic described = describe(topic).topics().getFirst();
    return described.errorCode() == 0
        && described.partitions().size() == partitionsCount
        && described.partitions().stream()
            .allMatch(partition ->
                partition.errorCode() == 0
                    && partition.leaderId() >= 0
                    && partition.isrNodes().size() == replicasCount);
  }

  /** The port at which the leader of each partition is reached. */
  Map<Integer, Integer> leaderPorts(String topic) throws IOException {
    MetadataResponse response = describe(topic);
    Map<Integer, Integer> brokerPorts = new HashMap<>();
    response.brokers().forEach(broker -> brokerPorts.put(broker.nodeId(), broker.port()));
    Map<Integer, Integer> ports = new HashMap<>();
    response
        .topics()
        .getFirst()
        .partitions()
        .forEach(partition ->
            ports.put(partition.partitionIndex(), brokerPorts.get(partition.leaderId())));
    return ports;
  }

  /** What the broker knows of one topic. */
  MetadataResponse describe(String topic) throws IOException {
    MetadataRequest request =
        new MetadataRequest()
            .allowAutoTopicCreation(false)
            .topics(List.of(new MetadataRequest.MetadataRequestTopic().name(topic)));
    return (MetadataResponse) call(request, METADATA_VERSION);
  }

  /** Deletes a topic as a kindness to the disk: that it worked is not checked. */
  void deleteTopic(String topic) throws IOException {
    call(
        new DeleteTopicsRequest().timeoutMs(TIMEOUT_MS).topicNames(List.of(topic)),
        DELETE_TOPICS_VERSION);
  }

  private ApiMessage call(ApiMessage request, int version) throws IOException {
    correlationId++;
    connection.send(ReplayedRequest.of(request, version).correlationId(correlationId).frame());
    ByteBuffer frame = connection.nextFrame();
    Reader in = new Reader(frame);
    short apiVersion = (short) version;
    ResponseHeader header =
        new ResponseHeader(in, request.apiKey().responseHeaderVersion(apiVersion));
    if (header.correlationId() != correlationId) {
      throw new BenchmarkException(
          "answer to request " + header.correlationId() + " in place of " + correlationId);
    }
    ApiMessage response = request.apiKey().newResponse();
    response.read(in, apiVersion);
    return response;
  }

  static ErrorCode error(short id) {
    return ErrorCode.forId(id).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
  }
}
