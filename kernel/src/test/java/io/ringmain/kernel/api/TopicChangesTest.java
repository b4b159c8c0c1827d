package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreatePartitionsRequest;
import io.ringmain.protocol.message.CreatePartitionsResponse;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.DeleteTopicsRequest;
import io.ringmain.protocol.message.DeleteTopicsResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TopicChangesTest extends AdminApis {

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
    assertEquals(ErrorCode.INVALID_PARTITIONS, addPartitions(more.count(4)));
    assertEquals(ErrorCode.POLICY_VIOLATION, addPartitions(more.count(20_000)));
    more.assignments(
        List.of(new CreatePartitionsRequest.CreatePartitionsAssignment().brokerIds(List.of(1))));
    assertEquals(ErrorCode.NONE, addPartitions(more.count(6)));
    assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, addPartitions(more.count(8)));
    assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, addPartitions(more.name("b").count(8)));
  }
}
