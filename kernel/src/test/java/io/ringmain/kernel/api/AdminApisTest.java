package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.SimulatedBroker;
import io.ringmain.kernel.controller.TopicCreator;
import io.ringmain.kernel.env.LogLevels;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.DynamicBrokerConfig;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metadata.StubStore;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterConfigsRequest;
import io.ringmain.protocol.message.AlterConfigsResponse;
import io.ringmain.protocol.message.CreatePartitionsRequest;
import io.ringmain.protocol.message.CreatePartitionsResponse;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import io.ringmain.protocol.message.DeleteTopicsRequest;
import io.ringmain.protocol.message.DeleteTopicsResponse;
import io.ringmain.protocol.message.DescribeClusterRequest;
import io.ringmain.protocol.message.DescribeClusterResponse;
import io.ringmain.protocol.message.DescribeConfigsRequest;
import io.ringmain.protocol.message.DescribeConfigsResponse;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ringmain.protocol.message.DescribeTopicPartitionsRequest;
import io.ringmain.protocol.message.DescribeTopicPartitionsResponse;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminApisTest {

  private final LogLevels logLevels = new TwoLoggers();
  private final SimulatedThreads threads = new SimulatedThreads();
  private final StubStore store = new StubStore(threads, 1);
  private final SimulatedBroker broker = new SimulatedBroker(threads, store, 1, 1);
  private final DynamicBrokerConfig config =
      new DynamicBrokerConfig(
          BrokerConfig.parse(Map.of("node.id", "1", "log.dirs", "/data", "num.partitions", "3")));

  /** Completes when the broker has opened its partitions. */
  private CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);

  private final ControllerCalls calls =
      new ControllerCalls(broker.controller, threads, () -> opened);

  private final ControllerApis apis = new ControllerApis();
  private final ControllerChannel channel =
      new ControllerChannel(
          threads.environment(9), broker.images::current, 1, apis, new NoOtherBrokers());
  private final ForwardingHandler.Route route =
      new ForwardingHandler.Route(channel, broker.controller, () -> opened);
  private final TopicCreator creator = new TopicCreator(channel, broker.controller, config);

  private <Q extends ApiMessage> ForwardingHandler<Q> forwarded(
      ApiKey key, ControllerHandler<Q> handler) {
    apis.serve(key, handler);
    return new ForwardingHandler<>(handler, route);
  }

  private RequestHandler<CreateTopicsRequest> createTopicsHandler() {
    return forwarded(ApiKey.CREATE_TOPICS, new CreateTopicsHandler(calls, config));
  }

  @BeforeEach
  void start() {
    createTopicsHandler();
    broker.images.addListener(config);
    threads.settle();
  }

  private <Q extends ApiMessage> ApiMessage ask(RequestHandler<Q> handler, Q request, int version) {
    RecordedRequest context = RecordedRequest.of(version);
    handler.handle(context, request);
    threads.settle();
    return context.answer(ApiMessage.class);
  }

  private CreateTopicsResponse createTopics(CreatableTopic... topics) {
    return createTopics(false, topics);
  }

  private CreateTopicsResponse createTopics(boolean validateOnly, CreatableTopic... topics) {
    return (CreateTopicsResponse)
        ask(
            createTopicsHandler(),
            new CreateTopicsRequest()
                .topics(List.of(topics))
                .timeoutMs(1000)
                .validateOnly(validateOnly),
            7);
  }

  private static CreatableTopic topic(String name, int partitions, int replicationFactor) {
    return new CreatableTopic()
        .name(name)
        .numPartitions(partitions)
        .replicationFactor((short) replicationFactor);
  }

  private ErrorCode createError(CreatableTopic topic) {
    CreatableTopicResult result = createTopics(topic).topics().getFirst();
    if (result.errorCode() != 0) {
      assertFalse(result.errorMessage().isEmpty());
    }
    return ErrorCode.forId(result.errorCode()).orElseThrow();
  }

  @Test
  void createdTopicIsDescribedInTheAnswer() {
    CreatableTopicResult result =
        createTopics(
                topic("orders", 2, 1)
                    .configs(
                        List.of(new CreatableTopicConfig().name("retention.ms").value("1000"))))
            .topics()
            .getFirst();
    assertEquals(0, result.errorCode());
    assertNull(result.errorMessage());
    assertEquals(2, result.numPartitions());
    assertEquals(1, result.replicationFactor());
    assertEquals(broker.image().topic("orders").orElseThrow().id(), result.topicId());
    assertTrue(
        result.configs().stream()
            .anyMatch(entry ->
                entry.name().equals("retention.ms")
                    && entry.value().equals("1000")
                    && entry.configSource() == 1));
    assertEquals(Map.of("retention.ms", "1000"), broker.image().topicConfig("orders"));
  }

  @Test
  void whatIsLeftUnsaidIsTheBrokersDefault() {
    CreatableTopicResult result = createTopics(topic("orders", -1, -1)).topics().getFirst();
    assertEquals(3, result.numPartitions());
    assertEquals(1, result.replicationFactor());
  }

  @Test
  void refusesWhatKafkaRefuses() {
    assertEquals(ErrorCode.NONE, createError(topic("a.b", 1, 1)));
    assertEquals(ErrorCode.TOPIC_ALREADY_EXISTS, createError(topic("a.b", 1, 1)));
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, createError(topic("a_b", 1, 1)));
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, createError(topic("", 1, 1)));
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, createError(topic("..", 1, 1)));
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, createError(topic("a b", 1, 1)));
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, createError(topic("x".repeat(250), 1, 1)));
    assertEquals(ErrorCode.NONE, createError(topic("x".repeat(249), 1, 1)));
    assertEquals(ErrorCode.INVALID_PARTITIONS, createError(topic("p", 0, 1)));
    assertEquals(ErrorCode.INVALID_PARTITIONS, createError(topic("p", -2, 1)));
    assertEquals(ErrorCode.INVALID_REPLICATION_FACTOR, createError(topic("p", 1, 0)));
    assertEquals(ErrorCode.INVALID_REPLICATION_FACTOR, createError(topic("p", 1, 2)));
    assertEquals(ErrorCode.POLICY_VIOLATION, createError(topic("p", Integer.MAX_VALUE, 1)));
    assertEquals(
        ErrorCode.INVALID_CONFIG,
        createError(
            topic("p", 1, 1)
                .configs(List.of(new CreatableTopicConfig().name("retention.ms").value("x")))));
    assertEquals(
        ErrorCode.INVALID_CONFIG,
        createError(
            topic("p", 1, 1).configs(List.of(new CreatableTopicConfig().name("no").value("x")))));
    assertTrue(broker.image().topic("p").isEmpty());
  }

  private static CreatableReplicaAssignment assigned(int partition, Integer... brokers) {
    return new CreatableReplicaAssignment().partitionIndex(partition).brokerIds(List.of(brokers));
  }

  @Test
  void replicasMayBeAssigned() {
    assertEquals(
        ErrorCode.NONE,
        createError(topic("a", -1, -1).assignments(List.of(assigned(1, 1), assigned(0, 1)))));
    assertEquals(2, broker.image().topic("a").orElseThrow().partitions().size());
    assertEquals(
        ErrorCode.INVALID_REQUEST,
        createError(topic("b", 1, -1).assignments(List.of(assigned(0, 1)))));
    assertEquals(
        ErrorCode.INVALID_REQUEST,
        createError(topic("b", -1, 1).assignments(List.of(assigned(0, 1)))));
    assertEquals(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        createError(topic("b", -1, -1).assignments(List.of(assigned(0, 7)))));
    assertEquals(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        createError(topic("b", -1, -1).assignments(List.of(assigned(1, 1)))));
    assertEquals(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        createError(topic("b", -1, -1).assignments(List.of(assigned(0, 1, 1)))));
    assertEquals(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        createError(topic("b", -1, -1).assignments(List.of(assigned(0)))));
  }

  @Test
  void validatingOnlyCreatesNothing() {
    assertEquals(0, createTopics(true, topic("a", 1, 1)).topics().getFirst().errorCode());
    assertEquals(0, broker.image().topicCount());
  }

  @Test
  void topicNamedTwiceIsRefusedOnce() {
    CreateTopicsResponse response =
        createTopics(topic("a", 1, 1), topic("a", 2, 1), topic("b", 1, 1));
    assertEquals(2, response.topics().size());
    assertEquals(ErrorCode.INVALID_REQUEST.id(), response.topics().getFirst().errorCode());
    assertTrue(broker.image().topic("a").isEmpty());
    assertTrue(broker.image().topic("b").isPresent());
  }

  @Test
  void operationsTimeOut() {
    broker.session.cutOff = true;
    RecordedRequest context = RecordedRequest.of(7);
    createTopicsHandler()
        .handle(
            context, new CreateTopicsRequest().topics(List.of(topic("a", 1, 1))).timeoutMs(500));
    threads.pass(400);
    assertFalse(context.isAnswered());
    threads.pass(200);
    CreateTopicsResponse response = context.answer(CreateTopicsResponse.class);
    assertEquals(ErrorCode.REQUEST_TIMED_OUT.id(), response.topics().getFirst().errorCode());
  }

  private DeleteTopicsResponse delete(DeleteTopicsRequest request, int version) {
    return (DeleteTopicsResponse)
        ask(
            forwarded(ApiKey.DELETE_TOPICS, new DeleteTopicsHandler(calls, config)),
            request.timeoutMs(1000),
            version);
  }

  @Test
  void topicsAreDeletedByNameAndById() {
    createTopics(topic("a", 1, 1), topic("b", 1, 1), topic("c", 1, 1));
    UUID b = broker.image().topic("b").orElseThrow().id();
    DeleteTopicsResponse old = delete(new DeleteTopicsRequest().topicNames(List.of("a", "x")), 5);
    assertEquals(0, old.responses().get(0).errorCode());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(), old.responses().get(1).errorCode());
    DeleteTopicsResponse byId =
        delete(
            new DeleteTopicsRequest()
                .topics(
                    List.of(
                        new DeleteTopicsRequest.DeleteTopicState().topicId(b),
                        new DeleteTopicsRequest.DeleteTopicState().topicId(new UUID(1, 1)),
                        new DeleteTopicsRequest.DeleteTopicState(),
                        new DeleteTopicsRequest.DeleteTopicState().name("c").topicId(b))),
            6);
    assertEquals("b", byId.responses().get(0).name());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID.id(), byId.responses().get(1).errorCode());
    assertEquals(ErrorCode.INVALID_REQUEST.id(), byId.responses().get(2).errorCode());
    assertEquals(ErrorCode.INVALID_REQUEST.id(), byId.responses().get(3).errorCode());
    assertEquals(1, broker.image().topicCount());
    assertEquals(1, broker.image().partitionCount());
  }

  @Test
  void topicCreatedAnewHasAnotherIdAndNoConfigs() {
    createTopics(
        topic("a", 1, 1)
            .configs(List.of(new CreatableTopicConfig().name("retention.ms").value("1"))));
    UUID first = broker.image().topic("a").orElseThrow().id();
    delete(new DeleteTopicsRequest().topicNames(List.of("a")), 5);
    createTopics(topic("a", 1, 1));
    assertNotEquals(first, broker.image().topic("a").orElseThrow().id());
    assertTrue(broker.image().topic(first).isEmpty());
    assertEquals(Map.of(), broker.image().topicConfig("a"));
  }

  private ErrorCode addPartitions(CreatePartitionsRequest.CreatePartitionsTopic topic) {
    CreatePartitionsResponse response =
        (CreatePartitionsResponse)
            ask(
                forwarded(ApiKey.CREATE_PARTITIONS, new CreatePartitionsHandler(calls)),
                new CreatePartitionsRequest().topics(List.of(topic)).timeoutMs(1000),
                3);
    return ErrorCode.forId(response.results().getFirst().errorCode()).orElseThrow();
  }

  @Test
  void partitionsAreAdded() {
    createTopics(topic("a", 2, 1));
    CreatePartitionsRequest.CreatePartitionsTopic more =
        new CreatePartitionsRequest.CreatePartitionsTopic().name("a").assignments(null);
    assertEquals(ErrorCode.NONE, addPartitions(more.count(5)));
    assertEquals(5, broker.image().partitionCount());
    assertEquals(ErrorCode.INVALID_PARTITIONS, addPartitions(more.count(5)));
    assertEquals(ErrorCode.POLICY_VIOLATION, addPartitions(more.count(20_000)));
    more.assignments(
        List.of(new CreatePartitionsRequest.CreatePartitionsAssignment().brokerIds(List.of(1))));
    assertEquals(ErrorCode.NONE, addPartitions(more.count(6)));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, addPartitions(more.count(8)));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, addPartitions(more.name("b").count(8)));
  }

  private MetadataResponse metadata(MetadataRequest request, int version) {
    return (MetadataResponse)
        ask(
            new MetadataHandler(broker.images, creator, config, threads, () -> opened),
            request,
            version);
  }

  private static MetadataRequest named(String... names) {
    MetadataRequest request = new MetadataRequest().topics(new ArrayList<>());
    for (String name : names) {
      request.topics().add(new MetadataRequest.MetadataRequestTopic().name(name));
    }
    return request;
  }

  @Test
  void metadataTellsOfBrokersAndTopicsInEveryVersion() {
    createTopics(topic("a", 2, 1));
    for (int version = 0; version <= 13; version++) {
      MetadataResponse response = metadata(named("a"), version);
      assertEquals("host1", response.brokers().getFirst().host());
      assertEquals(1, response.controllerId());
      MetadataResponse.MetadataResponseTopic topic = response.topics().getFirst();
      assertEquals(0, topic.errorCode());
      assertEquals(2, topic.partitions().size());
      assertEquals(1, topic.partitions().getFirst().leaderId());
      assertEquals(List.of(1), topic.partitions().getFirst().isrNodes());
    }
  }

  @Test
  void allTopicsAreAskedForInTwoWays() {
    createTopics(topic("a", 1, 1), topic("b", 1, 1));
    assertEquals(2, metadata(named(), 0).topics().size());
    assertEquals(0, metadata(named(), 1).topics().size());
    assertEquals(2, metadata(new MetadataRequest().topics(null), 1).topics().size());
  }

  @Test
  void unknownTopicsAreCreatedIfThatIsAllowed() {
    MetadataResponse asked = metadata(named("a").allowAutoTopicCreation(false), 12);
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(), asked.topics().getFirst().errorCode());
    assertEquals(0, broker.image().topicCount());
    MetadataResponse created = metadata(named("a"), 12);
    assertEquals(0, created.topics().getFirst().errorCode());
    assertEquals(3, created.topics().getFirst().partitions().size());
    MetadataResponse invalid = metadata(named("a b"), 12);
    assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION.id(), invalid.topics().getFirst().errorCode());
  }

  @Test
  void newTopicsAreToldOfWhenTheirPartitionsAreOpen() {
    opened = new CompletableFuture<>();
    RecordedRequest creation = RecordedRequest.of(7);
    CreateTopicsRequest create =
        new CreateTopicsRequest().topics(List.of(topic("a", 1, 1))).timeoutMs(60_000);
    createTopicsHandler().handle(creation, create);
    RecordedRequest lookup = RecordedRequest.of(12);
    new MetadataHandler(broker.images, creator, config, threads, () -> opened)
        .handle(lookup, named("b"));
    threads.settle();
    assertEquals(2, broker.image().topicCount());
    assertFalse(creation.isAnswered());
    assertFalse(lookup.isAnswered());
    opened.complete(null);
    threads.settle();
    assertTrue(creation.isAnswered());
    assertTrue(lookup.isAnswered());
  }

  @Test
  void consumerOffsetsAreCreatedAsTheirRoleDemands() {
    MetadataResponse created = metadata(named("__consumer_offsets"), 12);
    assertTrue(created.topics().getFirst().isInternal());
    assertEquals(50, created.topics().getFirst().partitions().size());
    assertEquals("compact", broker.image().topicConfig("__consumer_offsets").get("cleanup.policy"));
  }

  @Test
  void metadataByTopicId() {
    createTopics(topic("a", 1, 1));
    UUID id = broker.image().topic("a").orElseThrow().id();
    MetadataRequest request =
        new MetadataRequest()
            .topics(
                List.of(
                    new MetadataRequest.MetadataRequestTopic().name(null).topicId(id),
                    new MetadataRequest.MetadataRequestTopic().name(null).topicId(new UUID(5, 5))));
    MetadataResponse response = metadata(request, 12);
    assertEquals("a", response.topics().get(0).name());
    assertNull(response.topics().get(1).name());
    assertEquals(ErrorCode.UNKNOWN_TOPIC_ID.id(), response.topics().get(1).errorCode());
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(), metadata(request, 10).topics().getFirst().errorCode());
  }

  @Test
  void authorizedOperationsAreToldWhenAskedFor() {
    createTopics(topic("a", 1, 1));
    MetadataResponse unasked = metadata(named("a"), 9);
    assertEquals(Integer.MIN_VALUE, unasked.clusterAuthorizedOperations());
    assertEquals(Integer.MIN_VALUE, unasked.topics().getFirst().topicAuthorizedOperations());
    MetadataResponse asked =
        metadata(
            named("a")
                .includeClusterAuthorizedOperations(true)
                .includeTopicAuthorizedOperations(true),
            9);
    assertEquals(0b1_1111_1010_0000, asked.clusterAuthorizedOperations());
    assertEquals(0b1101_1111_1000, asked.topics().getFirst().topicAuthorizedOperations());
  }

  @Test
  void partitionOfAFencedBrokerHasNoLeader() {
    SimulatedBroker two = new SimulatedBroker(threads, store, 2, 1);
    threads.settle();
    createTopics(topic("a", -1, -1).assignments(List.of(assigned(0, 2))));
    assertEquals(
        0, metadata(named("a"), 9).topics().getFirst().partitions().getFirst().errorCode());
    two.session.close();
    threads.settle();
    MetadataResponse response = metadata(named("a"), 9);
    MetadataResponse.MetadataResponsePartition partition =
        response.topics().getFirst().partitions().getFirst();
    assertEquals(ErrorCode.LEADER_NOT_AVAILABLE.id(), partition.errorCode());
    assertEquals(-1, partition.leaderId());
    assertEquals(List.of(2), partition.offlineReplicas());
    assertEquals(1, response.brokers().size());
  }

  @Test
  void clusterIsDescribed() {
    DescribeClusterHandler handler = new DescribeClusterHandler(broker.images);
    DescribeClusterResponse response =
        (DescribeClusterResponse) ask(handler, new DescribeClusterRequest(), 2);
    assertEquals(broker.image().clusterId(), response.clusterId());
    assertEquals(1, response.controllerId());
    assertEquals(9092, response.brokers().getFirst().port());
    DescribeClusterResponse controllers =
        (DescribeClusterResponse)
            ask(handler, new DescribeClusterRequest().endpointType((byte) 2), 1);
    assertEquals(ErrorCode.MISMATCHED_ENDPOINT_TYPE.id(), controllers.errorCode());
  }

  private DescribeTopicPartitionsResponse describe(DescribeTopicPartitionsRequest request) {
    return (DescribeTopicPartitionsResponse)
        ask(new DescribeTopicPartitionsHandler(broker.images, config), request, 0);
  }

  @Test
  void partitionsAreDescribedPageByPage() {
    createTopics(topic("a", 3, 1), topic("b", 3, 1), topic("c", 1, 1));
    List<String> seen = new ArrayList<>();
    DescribeTopicPartitionsRequest request =
        new DescribeTopicPartitionsRequest().responsePartitionLimit(2);
    int pages = 0;
    while (true) {
      DescribeTopicPartitionsResponse response = describe(request);
      pages++;
      response
          .topics()
          .forEach(topic ->
              topic.partitions().forEach(p -> seen.add(topic.name() + p.partitionIndex())));
      if (response.nextCursor() == null) {
        break;
      }
      request.cursor(
          new DescribeTopicPartitionsRequest.Cursor()
              .topicName(response.nextCursor().topicName())
              .partitionIndex(response.nextCursor().partitionIndex()));
    }
    assertEquals(List.of("a0", "a1", "a2", "b0", "b1", "b2", "c0"), seen);
    assertEquals(4, pages);
    DescribeTopicPartitionsResponse unknown =
        describe(
            new DescribeTopicPartitionsRequest()
                .topics(List.of(new DescribeTopicPartitionsRequest.TopicRequest().name("x"))));
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(), unknown.topics().getFirst().errorCode());
  }

  private ErrorCode alter(byte type, String name, String key, int operation, String value) {
    IncrementalAlterConfigsResponse response =
        (IncrementalAlterConfigsResponse)
            ask(
                new LoggersFirstHandler(
                    forwarded(
                        ApiKey.INCREMENTAL_ALTER_CONFIGS,
                        new IncrementalAlterConfigsHandler(calls, config)),
                    logLevels,
                    1),
                new IncrementalAlterConfigsRequest()
                    .resources(
                        List.of(
                            new IncrementalAlterConfigsRequest.AlterConfigsResource()
                                .resourceType(type)
                                .resourceName(name)
                                .configs(
                                    List.of(
                                        new IncrementalAlterConfigsRequest.AlterableConfig()
                                            .name(key)
                                            .configOperation((byte) operation)
                                            .value(value))))),
                1);
    return ErrorCode.forId(response.responses().getFirst().errorCode()).orElseThrow();
  }

  private ErrorCode alterTopic(String key, int operation, String value) {
    return alter(ConfigResource.TOPIC, "a", key, operation, value);
  }

  @Test
  void topicConfigsAreSetDeletedAppendedToAndSubtractedFrom() {
    createTopics(topic("a", 1, 1));
    assertEquals(ErrorCode.NONE, alterTopic("retention.ms", 0, "5"));
    assertEquals(ErrorCode.NONE, alterTopic("cleanup.policy", 2, "compact"));
    assertEquals("delete,compact", broker.image().topicConfig("a").get("cleanup.policy"));
    assertEquals(ErrorCode.NONE, alterTopic("cleanup.policy", 3, "delete"));
    assertEquals("compact", broker.image().topicConfig("a").get("cleanup.policy"));
    assertEquals(ErrorCode.NONE, alterTopic("retention.ms", 1, null));
    assertEquals(Map.of("cleanup.policy", "compact"), broker.image().topicConfig("a"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("retention.ms", 2, "5"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("retention.ms", 0, "soon"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("no.such.key", 0, "5"));
    assertEquals(ErrorCode.INVALID_REQUEST, alterTopic("retention.ms", 0, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alterTopic("retention.ms", 9, "5"));
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        alter(ConfigResource.TOPIC, "b", "retention.ms", 0, "5"));
    assertEquals(
        ErrorCode.INVALID_TOPIC_EXCEPTION,
        alter(ConfigResource.TOPIC, "a b", "retention.ms", 0, "5"));
  }

  @Test
  void brokerConfigsAreDynamicWhereKafkasAre() {
    byte type = ConfigResource.BROKER;
    assertEquals(ErrorCode.NONE, alter(type, "", "log.retention.ms", 0, "7000"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "node.id", 0, "2"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "", "log.dirs", 0, "/x"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "log.retention.ms", 0, "x"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "9", "log.retention.ms", 0, "1"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "one", "log.retention.ms", 0, "1"));
    createTopics(topic("a", 1, 1));
    DescribeConfigsResourceResult entry = described(ConfigResource.TOPIC, "a", "retention.ms");
    assertEquals("7000", entry.value());
    assertEquals(3, entry.configSource());
    assertEquals(ErrorCode.NONE, alter(type, "", "log.retention.ms", 1, null));
    assertEquals(5, described(ConfigResource.TOPIC, "a", "retention.ms").configSource());
  }

  @Test
  void olderAlterConfigsReplacesEverything() {
    createTopics(topic("a", 1, 1));
    alterTopic("retention.ms", 0, "5");
    AlterConfigsResponse response =
        (AlterConfigsResponse)
            ask(
                forwarded(ApiKey.ALTER_CONFIGS, new AlterConfigsHandler(calls, config)),
                new AlterConfigsRequest()
                    .resources(
                        List.of(
                            new AlterConfigsRequest.AlterConfigsResource()
                                .resourceType(ConfigResource.TOPIC)
                                .resourceName("a")
                                .configs(
                                    List.of(
                                        new AlterConfigsRequest.AlterableConfig()
                                            .name("segment.bytes")
                                            .value("1048576"))))),
                2);
    assertEquals(0, response.responses().getFirst().errorCode());
    assertEquals(Map.of("segment.bytes", "1048576"), broker.image().topicConfig("a"));
  }

  private DescribeConfigsResponse.DescribeConfigsResult describeConfigs(
      byte type, String name, List<String> keys) {
    DescribeConfigsResponse response =
        (DescribeConfigsResponse)
            ask(
                new DescribeConfigsHandler(broker.images, config, logLevels),
                new DescribeConfigsRequest()
                    .includeSynonyms(true)
                    .includeDocumentation(true)
                    .resources(
                        List.of(
                            new DescribeConfigsRequest.DescribeConfigsResource()
                                .resourceType(type)
                                .resourceName(name)
                                .configurationKeys(keys))),
                4);
    return response.results().getFirst();
  }

  @Test
  void describedConfigsHaveAnEmptyMessageWhereKafkasDo() {
    createTopics(topic("a", 1, 1));
    assertEquals("", describeConfigs(ConfigResource.TOPIC, "a", null).errorMessage());
    assertEquals("", describeConfigs(ConfigResource.TOPIC, "b", null).errorMessage());
    assertEquals("", describeConfigs(ConfigResource.BROKER, "1", null).errorMessage());
  }

  private DescribeConfigsResourceResult described(byte type, String name, String key) {
    return describeConfigs(type, name, List.of(key)).configs().getFirst();
  }

  @Test
  void configsAreDescribedWithTheirSources() {
    createTopics(topic("a", 1, 1));
    alterTopic("retention.ms", 0, "5");
    DescribeConfigsResourceResult set = described(ConfigResource.TOPIC, "a", "retention.ms");
    assertEquals("5", set.value());
    assertEquals(1, set.configSource());
    assertFalse(set.readOnly());
    assertEquals("retention.ms", set.synonyms().getFirst().name());
    assertFalse(set.documentation().isEmpty());
    assertTrue(describeConfigs(ConfigResource.TOPIC, "a", null).configs().size() > 15);
    DescribeConfigsResourceResult given = described(ConfigResource.BROKER, "1", "num.partitions");
    assertEquals("3", given.value());
    assertEquals(4, given.configSource());
    assertTrue(given.readOnly());
    assertFalse(described(ConfigResource.BROKER, "1", "log.retention.ms").readOnly());
    assertEquals(0, describeConfigs(ConfigResource.BROKER, "", null).configs().size());
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(),
        describeConfigs(ConfigResource.TOPIC, "b", null).errorCode());
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(),
        describeConfigs(ConfigResource.BROKER, "2", null).errorCode());
  }

  @Test
  void loggersHaveTheirLevelsAsConfigs() {
    byte type = ConfigResource.BROKER_LOGGER;
    assertEquals(2, describeConfigs(type, "1", null).configs().size());
    assertEquals(ErrorCode.NONE, alter(type, "1", "io.ringmain", 0, "DEBUG"));
    DescribeConfigsResourceResult set = described(type, "1", "io.ringmain");
    assertEquals("DEBUG", set.value());
    assertEquals(6, set.configSource());
    assertFalse(set.readOnly());
    assertEquals(List.of(), set.synonyms());
    assertEquals(ErrorCode.NONE, alter(type, "1", "io.ringmain", 1, null));
    assertEquals("INFO", described(type, "1", "io.ringmain").value());
  }

  @Test
  void refusesLevelsOfLoggersAsKafkaDoes() {
    byte type = ConfigResource.BROKER_LOGGER;
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "io.ringmain", 0, "debug"));
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "no.such", 0, "DEBUG"));
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "no.such", 1, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "root", 1, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "root", 2, "INFO"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "2", "root", 0, "INFO"));
    assertEquals(ErrorCode.INVALID_REQUEST.id(), describeConfigs(type, "2", null).errorCode());
    assertEquals("INFO", described(type, "1", "root").value());
  }

  /** Two loggers, one above the other. */
  private static final class TwoLoggers implements LogLevels {
    private final Map<String, String> set = new TreeMap<>(Map.of(ROOT, "INFO"));

    @Override
    public Map<String, String> all() {
      Map<String, String> all = new TreeMap<>(set);
      all.putIfAbsent("io.ringmain", set.get(ROOT));
      return all;
    }

    @Override
    public void set(String logger, String level) {
      set.put(logger, level);
    }

    @Override
    public void inherit(String logger) {
      set.remove(logger);
    }
  }
}
