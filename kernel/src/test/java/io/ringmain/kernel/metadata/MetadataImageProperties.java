package io.ringmain.kernel.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.ClearElrRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.ProducerIdsRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for images whatever the records. */
class MetadataImageProperties {

  /** Makes records at random that a controller could have written. */
  private static final class RandomRecords {
    private final Random random;
    private final MetadataDelta state = new MetadataDelta(MetadataImage.empty("cluster"));
    private final List<TypedRecord> records = new ArrayList<>();
    private final List<UUID> topics = new ArrayList<>();

    RandomRecords(long seed) {
      this.random = new Random(seed);
    }

    List<TypedRecord> make(int steps) {
      for (int i = 0; i < steps; i++) {
        step(i);
      }
      return records;
    }

    private void add(TypedRecord record) {
      MetadataReplay.replay(state, record);
      records.add(record);
    }

    private void step(int number) {
      switch (random.nextInt(8)) {
        case 7 -> clearElr();
        case 0, 1 -> createTopic(number);
        case 2 -> changePartition();
        case 3 -> removeTopic();
        case 4 -> changeConfig();
        case 5 -> changeBroker();
        default -> add(new ProducerIdsRecord().nextProducerId(1000L * (number + 1)));
      }
    }

    private void createTopic(int number) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      add(new TopicRecord().name("topic-" + number).topicId(id));
      int partitions = 1 + random.nextInt(5);
      for (int partition = 0; partition < partitions; partition++) {
        add(
            new PartitionRecord()
                .topicId(id)
                .partitionId(partition)
                .replicas(List.of(1, 2))
                .isr(List.of(1, 2))
                .leader(1)
                .leaderEpoch(0)
                .partitionEpoch(0));
      }
      topics.add(id);
    }

    private void changePartition() {
      if (!topics.isEmpty()) {
        PartitionChangeRecord change =
            new PartitionChangeRecord()
                .topicId(topics.get(random.nextInt(topics.size())))
                .partitionId(0);
        add(
            switch (random.nextInt(8)) {
              case 0 -> change.leader(2).lastKnownElr(List.of());
              case 1 -> change.leader(-1).isr(List.of()).lastKnownElr(List.of(2));
              case 2 -> change.eligibleLeaderReplicas(List.of(2));
              case 3 -> change.replicas(List.of(3, 1, 2)).addingReplicas(List.of(3));
              case 4 -> change.removingReplicas(List.of(2));
              case 5 -> change.replicas(List.of(1, 2)).directories(directories(2));
              case 6 -> change.replicas(List.of(2, 1));
              default -> change.isr(List.of(1));
            });
      }
    }

    private List<UUID> directories(int replicas) {
      return random
          .ints(replicas, 0, 2)
          .mapToObj(lost -> lost == 0 ? LogDirectories.UNASSIGNED : LogDirectories.LOST)
          .toList();
    }

    private void clearElr() {
      boolean all = topics.isEmpty() || random.nextBoolean();
      add(
          new ClearElrRecord()
              .topicName(all ? "" : state.image(0).topic(topics.getFirst()).orElseThrow().name()));
    }

    private void removeTopic() {
      if (!topics.isEmpty()) {
        add(new RemoveTopicRecord().topicId(topics.remove(random.nextInt(topics.size()))));
      }
    }

    private void changeConfig() {
      String name =
          topics.isEmpty()
              ? ""
              : state.image(0).topic(topics.get(random.nextInt(topics.size()))).get().name();
      add(
          new ConfigRecord()
              .resourceType(name.isEmpty() ? ConfigResource.BROKER : ConfigResource.TOPIC)
              .resourceName(name)
              .name("key-" + random.nextInt(3))
              .value(random.nextInt(3) == 0 ? null : "value-" + random.nextInt(9)));
    }

    private void changeBroker() {
      int id = random.nextInt(3);
      if (state.broker(id).isEmpty() || random.nextBoolean()) {
        add(
            new RegisterBrokerRecord()
                .brokerId(id)
                .brokerEpoch(records.size())
                .incarnationId(new UUID(id, records.size()))
                .rack(random.nextBoolean() ? "rack" : null)
                .fenced(random.nextBoolean())
                .endPoints(
                    List.of(
                        new RegisterBrokerRecord.BrokerEndpoint()
                            .name("CLIENT")
                            .host("h")
                            .port(9092))));
      } else {
        add(
            new BrokerRegistrationChangeRecord()
                .brokerId(id)
                .fenced((byte) (random.nextInt(3) - 1))
                .inControlledShutdown((byte) random.nextInt(2)));
      }
    }
  }

  private static MetadataImage replay(MetadataImage from, List<TypedRecord> records) {
    MetadataDelta delta = new MetadataDelta(from);
    for (byte[] node : MetadataRecords.encode(0, 1, 1, records)) {
      MetadataRecords.decode(node, record -> MetadataReplay.replay(delta, record));
    }
    return delta.image(from.version() + 1);
  }

  private static void assertSame(MetadataImage expected, MetadataImage actual) {
    assertEquals(expected.topics(), actual.topics());
    assertEquals(expected.brokers(), actual.brokers());
    assertEquals(expected.nextProducerId(), actual.nextProducerId());
    assertEquals(expected.partitionCount(), actual.partitionCount());
    assertEquals(MetadataSnapshot.records(expected), MetadataSnapshot.records(actual));
    for (TopicImage topic : expected.topics()) {
      assertEquals(Optional.of(topic), actual.topic(topic.id()));
    }
  }

  @Property(tries = 300)
  void snapshotAndTailGiveWhatFullReplayGives(
      @ForAll long seed,
      @ForAll @IntRange(max = 200) int steps,
      @ForAll @IntRange(max = 99) int cut) {
    List<TypedRecord> records = new RandomRecords(seed).make(steps);
    int at = records.size() * cut / 100;
    MetadataImage full = replay(MetadataImage.empty("cluster"), records);
    MetadataImage half = replay(MetadataImage.empty("cluster"), records.subList(0, at));
    MetadataImage snapshot = replay(MetadataImage.empty("cluster"), MetadataSnapshot.records(half));
    assertSame(full, replay(snapshot, records.subList(at, records.size())));
  }

  @Property(tries = 200)
  void deltaSaysWhatDiffers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int steps) {
    List<TypedRecord> records = new RandomRecords(seed).make(steps);
    int at = records.size() / 2;
    MetadataImage before = replay(MetadataImage.empty("cluster"), records.subList(0, at));
    MetadataImage after = replay(before, records.subList(at, records.size()));
    MetadataDelta found = MetadataDelta.between(before, after);
    for (TopicImage topic : after.topics()) {
      for (PartitionImage partition : topic.partitions()) {
        boolean same =
            before
                .topic(topic.id())
                .flatMap(old -> old.partition(partition.partition()))
                .filter(partition::equals)
                .isPresent();
        boolean said =
            found
                .partitionsChanged()
                .getOrDefault(topic.id(), Set.of())
                .contains(partition.partition());
        assertEquals(!same, said);
      }
    }
    for (TopicImage topic : before.topics()) {
      assertEquals(
          after.topic(topic.id()).isEmpty(), found.topicsRemoved().containsKey(topic.id()));
    }
  }

  @Property(tries = 200)
  void persistentMapIsAMap(@ForAll long seed, @ForAll @IntRange(max = 400) int steps) {
    Random random = new Random(seed);
    Map<Key, Integer> expected = new HashMap<>();
    PersistentMap<Key, Integer> map = PersistentMap.empty();
    PersistentMap<Key, Integer> kept = map;
    Map<Key, Integer> keptExpected = Map.of();
    for (int i = 0; i < steps; i++) {
      Key key = new Key(random.nextInt(100));
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, i);
        map = map.with(key, i);
      }
      if (random.nextInt(50) == 0) {
        kept = map;
        keptExpected = Map.copyOf(expected);
      }
    }
    assertHolds(expected, map);
    assertHolds(keptExpected, kept);
  }

  /** Of a hundred keys, each ten share a hash. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 10;
    }
  }

  private static void assertHolds(Map<Key, Integer> expected, PersistentMap<Key, Integer> map) {
    assertEquals(expected.size(), map.size());
    Map<Key, Integer> seen = new HashMap<>();
    map.forEach((key, value) -> assertNull(seen.put(key, value)));
    assertEquals(expected, seen);
    expected.forEach((key, value) -> assertEquals(value, map.get(key)));
    assertTrue(map.get(new Key(1000)) == null);
  }
}
