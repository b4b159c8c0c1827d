package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.controller.DirectoryAssignment;
import io.ringmain.kernel.controller.SimulatedBroker;
import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.DescribeClusterRequest;
import io.ringmain.protocol.message.DescribeClusterResponse;
import io.ringmain.protocol.message.DescribeTopicPartitionsRequest;
import io.ringmain.protocol.message.DescribeTopicPartitionsResponse;
import io.ringmain.protocol.message.MetadataRequest;
import io.ringmain.protocol.message.MetadataResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MetadataTest extends AdminApis {

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
  void replicaInAFailedLogDirectoryIsOffline() {
    var _ = new SimulatedBroker(threads, store, 2, 1);
    threads.settle();
    createTopics(topic("a", -1, -1).assignments(List.of(assigned(0, 2, 1))));
    UUID id = broker.image().topic("a").orElseThrow().id();
    assignLost(2, id);
    MetadataResponse.MetadataResponsePartition partition =
        metadata(named("a"), 9).topics().getFirst().partitions().getFirst();
    assertEquals(ErrorCode.NONE.id(), partition.errorCode());
    assertEquals(1, partition.leaderId());
    assertEquals(List.of(2, 1), partition.replicaNodes());
    assertEquals(List.of(1), partition.isrNodes());
    assertEquals(List.of(2), partition.offlineReplicas());
    assertEquals(
        List.of(2),
        describe(
                new DescribeTopicPartitionsRequest()
                    .topics(List.of(new DescribeTopicPartitionsRequest.TopicRequest().name("a"))))
            .topics()
            .getFirst()
            .partitions()
            .getFirst()
            .offlineReplicas());
  }

  private void assignLost(int of, UUID topicId) {
    AssignReplicasToDirsRequest.TopicData topic =
        new AssignReplicasToDirsRequest.TopicData()
            .topicId(topicId)
            .partitions(List.of(new AssignReplicasToDirsRequest.PartitionData()));
    AssignReplicasToDirsRequest request =
        new AssignReplicasToDirsRequest()
            .brokerId(of)
            .brokerEpoch(broker.image().broker(of).orElseThrow().brokerEpoch())
            .directories(
                List.of(
                    new AssignReplicasToDirsRequest.DirectoryData()
                        .id(LogDirectories.LOST)
                        .topics(List.of(topic))));
    var answer = broker.controller.submit(new DirectoryAssignment(request, config.get()));
    threads.settle();
    assertEquals(0, answer.toCompletableFuture().join().errorCode());
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
}
