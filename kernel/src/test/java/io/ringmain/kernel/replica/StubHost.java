package io.ringmain.kernel.replica;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataReplay;
import io.ringmain.kernel.metadata.SimulatedThreads;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.LatencyHistogram;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.AloneReplica;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.write.Shards;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The partitions of one broker on stub logs, in one thread on virtual time. */
public final class StubHost {
  public static final int BROKER_ID = 1;
  private static final int SLOTS = 8;

  /** Whether the image knows this process, and not one before it. */
  public boolean member = true;

  public final SimulatedThreads threads = new SimulatedThreads();
  public final Environment environment = threads.environment(7);
  public final BrokerMetrics metrics = new BrokerMetrics();
  public final StubStorage storage = new StubStorage();
  public final RecordedFollowing following = new RecordedFollowing();
  public final Shards shards = new Shards(1, SLOTS, environment, metrics);
  public final LogMoves moves = new LogMoves(storage, shards, environment, () -> Long.MAX_VALUE);
  public final Replicas replicas =
      new Replicas(
          AloneReplica.setting(BROKER_ID),
          _ -> 0,
          following,
          _ -> member,
          storage,
          moves,
          shards,
          overrides -> new TopicConfig(overrides, BrokerConfig.parse(Map.of())),
          new Random(7));
  private MetadataImage image = MetadataImage.empty("cluster");

  public MetadataImage image() {
    return image;
  }

  /** Takes metadata records in, as the metadata log would. */
  public void apply(List<TypedRecord> records) {
    MetadataDelta delta = new MetadataDelta(image);
    records.forEach(record -> MetadataReplay.replay(delta, record));
    image = delta.image(image.version() + 1);
    replicas.onMetadata(delta, image);
    threads.settle();
  }

  /** Creates a topic that this broker leads. */
  public UUID createTopic(String name, int partitions, Map<String, String> config) {
    return createTopic(name, partitions, BROKER_ID, config);
  }

  public UUID createTopic(String name, int partitions) {
    return createTopic(name, partitions, Map.of());
  }

  /** Creates a topic whose only replicas are on one broker. */
  public UUID createTopic(String name, int partitions, int broker, Map<String, String> config) {
    UUID id = new UUID(image.version() + 1, name.hashCode());
    List<TypedRecord> records = new ArrayList<>();
    records.add(new TopicRecord().name(name).topicId(id));
    config.forEach((key, value) ->
        records.add(
            new ConfigRecord()
                .resourceType(ConfigResource.TOPIC)
                .resourceName(name)
                .name(key)
                .value(value)));
    for (int partition = 0; partition < partitions; partition++) {
      records.add(
          new PartitionRecord()
              .topicId(id)
              .partitionId(partition)
              .replicas(List.of(broker))
              .isr(List.of(broker))
              .leader(broker)
              .leaderEpoch(0)
              .partitionEpoch(0));
    }
    apply(records);
    return id;
  }

  /** Creates a topic of one partition that only a broker has, in a failed log directory. */
  public UUID createLost(String name, int broker) {
    UUID id = new UUID(image.version() + 1, name.hashCode());
    apply(
        List.of(
            new TopicRecord().name(name).topicId(id),
            new PartitionRecord()
                .topicId(id)
                .partitionId(0)
                .replicas(List.of(broker))
                .directories(List.of(LogDirectories.LOST))
                .leaderEpoch(0)
                .partitionEpoch(0)));
    return id;
  }

  /** The controller has heard that all replicas of a partition are in service. */
  public void find(UUID topicId, int partition) {
    apply(
        List.of(
            new PartitionChangeRecord()
                .topicId(topicId)
                .partitionId(partition)
                .directories(List.of())));
  }

  /** Creates a topic of one partition, led in leader epoch 0 by the first of its replicas. */
  public UUID createReplicated(String name, List<Integer> replicas, List<Integer> isr) {
    UUID id = new UUID(image.version() + 1, name.hashCode());
    apply(
        List.of(
            new TopicRecord().name(name).topicId(id),
            new PartitionRecord()
                .topicId(id)
                .partitionId(0)
                .replicas(replicas)
                .isr(isr)
                .leader(replicas.getFirst())
                .leaderEpoch(0)
                .partitionEpoch(0)));
    return id;
  }

  /** Registers a broker, alive, with one listener. */
  public void register(int broker, String listener, String rack) {
    RegisterBrokerRecord record =
        new RegisterBrokerRecord().brokerId(broker).brokerEpoch(broker).rack(rack).fenced(false);
    record
        .endPoints()
        .add(
            new RegisterBrokerRecord.BrokerEndpoint()
                .name(listener)
                .host("host-" + broker)
                .port(9092));
    apply(List.of(record));
  }

  /** Another leader, or the same one anew: either way the leader epoch grows. */
  public void changeLeader(UUID topicId, int partition, int leader) {
    apply(
        List.of(
            new PartitionChangeRecord().topicId(topicId).partitionId(partition).leader(leader)));
  }

  public void deleteTopic(UUID topicId) {
    apply(List.of(new RemoveTopicRecord().topicId(topicId)));
  }

  /** The value of a counter. */
  public long counted(Metric counter) {
    AtomicLong counted = new AtomicLong();
    metrics.read(
        new BrokerMetrics.Reader() {
          @Override
          public void counter(Metric metric, long value) {
            if (metric == counter) {
              counted.set(value);
            }
          }

          @Override
          public void apiCounter(Metric metric, short apiKey, long value) {}

          @Override
          public void gauge(Metric metric, String tag, long value) {}

          @Override
          public void histogram(Metric metric, LatencyHistogram values) {}
        });
    return counted.get();
  }

  /** Appends a batch as a client with acks=1 does. */
  public void append(String topic, int partition, ByteBuffer batch) {
    Partition led = replicas.find(topic, partition);
    shards
        .of(led.id())
        .execute(() ->
            shards
                .of(led.id())
                .appendNow(led, batch, (short) 1, Long.MAX_VALUE, (_, _, _) -> {}, 0));
    threads.settle();
  }
}
