package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreateTopicsTest extends AdminApis {

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
}
