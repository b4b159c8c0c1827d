package io.ringmain.kernel.metadata;

import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.ProducerIdsRecord;
import io.ringmain.protocol.stored.RegisterBrokerRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An image as the fewest records that make it from nothing: snapshot + tail ≡ full replay
 * (Invariant 33). The same image gives the same records. Any thread.
 */
public final class MetadataSnapshot {

  private MetadataSnapshot() {}

  /** All records of an image. */
  public static List<TypedRecord> records(MetadataImage image) {
    List<TypedRecord> records = new ArrayList<>();
    for (BrokerImage broker : image.brokers()) {
      records.add(record(broker));
    }
    for (TopicImage topic : image.topics()) {
      records.add(new TopicRecord().name(topic.name()).topicId(topic.id()));
      for (PartitionImage partition : topic.partitions()) {
        records.add(record(topic, partition));
      }
    }
    image.parts().configs().forEach((resource, values) -> addConfigs(records, resource, values));
    if (image.nextProducerId() > 0) {
      records.add(new ProducerIdsRecord().nextProducerId(image.nextProducerId()));
    }
    return records;
  }

  private static void addConfigs(
      List<TypedRecord> records, ConfigResource resource, Map<String, String> values) {
    values.forEach((key, value) ->
        records.add(
            new ConfigRecord()
                .resourceType(resource.type())
                .resourceName(resource.name())
                .name(key)
                .value(value)));
  }

  /** A broker as the record that registers it. */
  public static RegisterBrokerRecord record(BrokerImage broker) {
    List<RegisterBrokerRecord.BrokerEndpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : broker.endpoints()) {
      endpoints.add(
          new RegisterBrokerRecord.BrokerEndpoint()
              .name(endpoint.listener())
              .host(endpoint.host())
              .port(endpoint.port())
              .securityProtocol(endpoint.securityProtocol()));
    }
    return new RegisterBrokerRecord()
        .brokerId(broker.id())
        .brokerEpoch(broker.brokerEpoch())
        .incarnationId(broker.incarnationId())
        .endPoints(endpoints)
        .rack(broker.rack().orElse(null))
        .fenced(broker.fenced())
        .inControlledShutdown(broker.inControlledShutdown());
  }

  /** A partition as the record that creates it. */
  public static PartitionRecord record(TopicImage topic, PartitionImage partition) {
    PartitionRecord record = new PartitionRecord();
    if (!partition.elr().isEmpty()) {
      record.eligibleLeaderReplicas(partition.elr());
    }
    if (!partition.lastKnownElr().isEmpty()) {
      record.lastKnownElr(partition.lastKnownElr());
    }
    if (!partition.lostReplicas().isEmpty()) {
      record.directories(LogDirectories.of(partition.replicas(), partition.lostReplicas()));
    }
    return record
        .topicId(topic.id())
        .partitionId(partition.partition())
        .replicas(partition.replicas())
        .isr(partition.isr())
        .addingReplicas(partition.addingReplicas())
        .removingReplicas(partition.removingReplicas())
        .leader(partition.leader())
        .leaderEpoch(partition.leaderEpoch())
        .partitionEpoch(partition.partitionEpoch());
  }
}
