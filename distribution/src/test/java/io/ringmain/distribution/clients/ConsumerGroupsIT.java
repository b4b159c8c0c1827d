package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumer groups of Kafka's Java consumer: members that come and go, commit and resume. */
class ConsumerGroupsIT {
  @RegisterExtension
  static final TestBroker broker = new TestBroker(Map.of("group.initial.rebalance.delay.ms", "0"));

  @ParameterizedTest
  @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
  void sharesPartitionsAmongMembersThatComeAndGo(Class<?> assignor) throws Exception {
    String topic = "shared-" + assignor.getSimpleName();
    createTopic(topic, 4);
    Map<String, Object> settings = group(topic);
    settings.put("partition.assignment.strategy", assignor.getName());
    try (Consumer<String, String> first = subscribed(topic, settings)) {
      Clients.pollUntil(List.of(first), () -> first.assignment().size() == 4);
      try (Consumer<String, String> second = subscribed(topic, settings)) {
        Clients.pollUntil(
            List.of(first, second),
            () -> first.assignment().size() == 2 && second.assignment().size() == 2);
        Set<TopicPartition> both = new HashSet<>(first.assignment());
        both.addAll(second.assignment());
        assertEquals(4, both.size());
      }
      Clients.pollUntil(List.of(first), () -> first.assignment().size() == 4);
    }
  }

  @Test
  void resumesAfterWhatWasCommitted() throws Exception {
    createTopic("resumed", 1);
    produce("resumed", 10);
    Map<String, Object> settings = group("resumed");
    settings.put("max.poll.records", 4);
    TopicPartition partition = new TopicPartition("resumed", 0);
    try (Consumer<String, String> consumer = subscribed("resumed", settings)) {
      assertEquals(4, Clients.poll(consumer, 4).size());
      consumer.commitSync();
    }
    try (Consumer<String, String> consumer = subscribed("resumed", settings)) {
      assertEquals(4, Clients.poll(consumer, 4).get(0).offset());
      CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed =
          new CompletableFuture<>();
      consumer.commitAsync(
          Map.of(partition, new OffsetAndMetadata(6, "six")),
          (offsets, failure) -> {
            if (failure == null) {
              committed.complete(offsets);
            } else {
              committed.completeExceptionally(failure);
            }
          });
      Clients.pollUntil(List.of(consumer), committed::isDone);
      assertEquals(6, committed.join().get(partition).offset());
      assertEquals("six", consumer.committed(Set.of(partition)).get(partition).metadata());
    }
    try (Consumer<String, String> consumer = subscribed("resumed", settings)) {
      assertEquals(6, Clients.poll(consumer, 4).get(0).offset());
    }
  }

  @Test
  void commitsByItselfWhenTheConsumerCloses() throws Exception {
    createTopic("automatic", 1);
    produce("automatic", 3);
    Map<String, Object> settings = group("automatic");
    settings.put("enable.auto.commit", true);
    try (Consumer<String, String> consumer = subscribed("automatic", settings)) {
      Clients.poll(consumer, 3);
    }
    TopicPartition partition = new TopicPartition("automatic", 0);
    try (Admin admin = Clients.admin(broker)) {
      assertEquals(3, committed(admin, "automatic").get(partition).offset());
    }
  }

  @Test
  void givesAStaticMemberItsPartitionsBackWithoutARebalance() throws Exception {
    createTopic("static", 2);
    Map<String, Object> one = group("static");
    one.put("group.instance.id", "one");
    Map<String, Object> two = group("static");
    two.put("group.instance.id", "two");
    try (Consumer<String, String> stays = subscribed("static", one)) {
      Set<TopicPartition> before;
      int generation;
      try (Consumer<String, String> leaves = subscribed("static", two)) {
        Clients.pollUntil(
            List.of(stays, leaves),
            () -> stays.assignment().size() == 1 && leaves.assignment().size() == 1);
        before = Set.copyOf(leaves.assignment());
        generation = stays.groupMetadata().generationId();
      }
      try (Consumer<String, String> returns = subscribed("static", two)) {
        Clients.pollUntil(List.of(stays, returns), () -> !returns.assignment().isEmpty());
        assertEquals(before, returns.assignment());
        assertEquals(generation, returns.groupMetadata().generationId());
        assertEquals(generation, stays.groupMetadata().generationId());
      }
    }
  }

  @Test
  void fencesAStaticMemberWhoseNameIsTakenOver() throws Exception {
    createTopic("fenced", 1);
    Map<String, Object> settings = group("fenced");
    settings.put("group.instance.id", "one");
    // So that it hears of it by its commit.
    settings.put("heartbeat.interval.ms", 10_000);
    TopicPartition partition = new TopicPartition("fenced", 0);
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(0));
    try (Consumer<String, String> old = subscribed("fenced", settings)) {
      Clients.pollUntil(List.of(old), () -> old.assignment().size() == 1);
      try (Consumer<String, String> young = subscribed("fenced", settings)) {
        Clients.pollUntil(List.of(young), () -> young.assignment().size() == 1);
        assertThrows(FencedInstanceIdException.class, () -> old.commitSync(offsets));
        young.commitSync(offsets);
      }
    }
  }

  @Test
  void removesMembersAtTheAdministratorsWish() throws Exception {
    createTopic("removed", 1);
    Map<String, Object> settings = group("removed");
    settings.put("group.instance.id", "one");
    try (Consumer<String, String> consumer = subscribed("removed", settings);
        Admin admin = Clients.admin(broker)) {
      Clients.pollUntil(List.of(consumer), () -> consumer.assignment().size() == 1);
      Clients.done(
          admin
              .removeMembersFromConsumerGroup(
                  "removed",
                  new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("one"))))
              .all());
      assertEquals(GroupState.EMPTY, describe(admin, "removed").groupState());
    }
  }

  @Test
  void dropsAMemberThatStopsPolling() throws Exception {
    createTopic("silent", 2);
    Map<String, Object> settings = group("silent");
    settings.put("max.poll.interval.ms", 1000);
    settings.put("session.timeout.ms", 6000);
    try (Consumer<String, String> silent = subscribed("silent", settings);
        Consumer<String, String> busy = subscribed("silent", group("silent"))) {
      Clients.pollUntil(
          List.of(silent, busy),
          () -> silent.assignment().size() == 1 && busy.assignment().size() == 1);
      Clients.pollUntil(List.of(busy), () -> busy.assignment().size() == 2);
    }
  }

  @Test
  void describesGroupsAndTheirMembers() throws Exception {
    createTopic("described", 2);
    Map<String, Object> settings = group("described");
    settings.put("client.id", "the-client");
    try (Consumer<String, String> consumer = subscribed("described", settings);
        Admin admin = Clients.admin(broker)) {
      Clients.pollUntil(List.of(consumer), () -> consumer.assignment().size() == 2);
      ConsumerGroupDescription group = describe(admin, "described");
      assertEquals(GroupState.STABLE, group.groupState());
      assertEquals("range", group.partitionAssignor());
      MemberDescription member = group.members().iterator().next();
      assertEquals("the-client", member.clientId());
      assertEquals("/127.0.0.1", member.host());
      assertEquals(consumer.assignment(), member.assignment().topicPartitions());
      assertTrue(
          Clients.done(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
              .map(GroupListing::groupId)
              .anyMatch("described"::equals));
      assertInstanceOf(
          GroupNotEmptyException.class,
          Clients.failure(admin.deleteConsumerGroups(List.of("described")).all()));
      assertInstanceOf(
          GroupSubscribedToTopicException.class,
          Clients.failure(
              admin
                  .deleteConsumerGroupOffsets(
                      "described", Set.of(new TopicPartition("described", 0)))
                  .all()));
      assertInstanceOf(
          UnknownMemberIdException.class,
          Clients.failure(
              admin
                  .alterConsumerGroupOffsets(
                      "described",
                      Map.of(new TopicPartition("described", 0), new OffsetAndMetadata(1)))
                  .all()));
    }
  }

  @Test
  void altersListsAndDeletesOffsetsAndGroups() throws Exception {
    createTopic("altered", 2);
    TopicPartition zero = new TopicPartition("altered", 0);
    TopicPartition one = new TopicPartition("altered", 1);
    try (Admin admin = Clients.admin(broker)) {
      Clients.done(
          admin
              .alterConsumerGroupOffsets(
                  "altered",
                  Map.of(zero, new OffsetAndMetadata(7), one, new OffsetAndMetadata(8, "eight")))
              .all());
      Map<TopicPartition, OffsetAndMetadata> offsets = committed(admin, "altered");
      assertEquals(7, offsets.get(zero).offset());
      assertEquals("eight", offsets.get(one).metadata());
      Clients.done(admin.deleteConsumerGroupOffsets("altered", Set.of(zero)).all());
      assertNull(committed(admin, "altered").get(zero));
      assertEquals(8, committed(admin, "altered").get(one).offset());
      assertEquals(GroupState.EMPTY, describe(admin, "altered").groupState());
      Clients.done(admin.deleteConsumerGroups(List.of("altered")).all());
      assertInstanceOf(
          GroupIdNotFoundException.class,
          Clients.failure(admin.deleteConsumerGroups(List.of("altered")).all()));
      assertInstanceOf(
          GroupIdNotFoundException.class,
          Clients.failure(admin.describeConsumerGroups(List.of("altered")).all()));
    }
  }

  @Test
  void listsTheOffsetsOfSeveralGroupsAtOnce() throws Exception {
    createTopic("several", 1);
    TopicPartition partition = new TopicPartition("several", 0);
    try (Admin admin = Clients.admin(broker)) {
      for (int i = 0; i < 3; i++) {
        Clients.done(
            admin
                .alterConsumerGroupOffsets(
                    "several-" + i, Map.of(partition, new OffsetAndMetadata(i)))
                .all());
      }
      Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
      for (int i = 0; i < 3; i++) {
        specs.put("several-" + i, new ListConsumerGroupOffsetsSpec());
      }
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets =
          Clients.done(admin.listConsumerGroupOffsets(specs).all());
      for (int i = 0; i < 3; i++) {
        assertEquals(i, offsets.get("several-" + i).get(partition).offset());
      }
    }
  }

  @Test
  void rebalancesWhenATopicGrows() throws Exception {
    createTopic("growing", 1);
    Map<String, Object> settings = group("growing");
    settings.put("metadata.max.age.ms", 200);
    try (Consumer<String, String> consumer = subscribed("growing", settings);
        Admin admin = Clients.admin(broker)) {
      Clients.pollUntil(List.of(consumer), () -> consumer.assignment().size() == 1);
      Clients.done(admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(3))).all());
      Clients.pollUntil(List.of(consumer), () -> consumer.assignment().size() == 3);
    }
  }

  private static Map<String, Object> group(String group) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("group.id", group);
    settings.put("heartbeat.interval.ms", 100);
    return settings;
  }

  private static Consumer<String, String> subscribed(String topic, Map<String, Object> settings) {
    Consumer<String, String> consumer = Clients.consumer(broker, settings);
    consumer.subscribe(List.of(topic));
    consumer.poll(Duration.ZERO);
    return consumer;
  }

  private static ConsumerGroupDescription describe(Admin admin, String group) throws Exception {
    return Clients.done(admin.describeConsumerGroups(List.of(group)).all()).get(group);
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
      throws Exception {
    return Clients.done(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group));
  }

  private static void createTopic(String topic, int partitions) throws Exception {
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, topic, partitions, Map.of());
    }
  }

  private static void produce(String topic, int count) throws Exception {
    try (Producer<String, String> producer = Clients.producer(broker, Map.of())) {
      Future<RecordMetadata> last = null;
      for (int i = 0; i < count; i++) {
        last = producer.send(new ProducerRecord<>(topic, "value " + i));
      }
      if (last != null) {
        last.get();
      }
    }
  }
}
