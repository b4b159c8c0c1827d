package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataSnapshot;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.ConfigRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.protocol.stored.TopicRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Brokers 1 to 5, alive, and topics made of single partitions: operations are tried on a draft. */
final class DraftedCluster {

  static final BrokerConfig CONFIG =
      BrokerConfig.parse(Map.of("node.id", "1", "log.dirs", "/data"));

  final Draft draft = new Draft(MetadataImage.empty("cluster"), 1, new Random(1));

  DraftedCluster() {
    for (int id = 1; id <= 5; id++) {
      draft.add(
          MetadataSnapshot.record(
              new BrokerImage(
                  id, 10 + id, new UUID(id, id), List.of(), Optional.empty(), false, false)));
    }
  }

  UUID topic(String name, List<Integer> replicas, List<Integer> isr, int leader) {
    UUID id = new UUID(3, name.hashCode());
    draft.add(new TopicRecord().name(name).topicId(id));
    draft.add(
        new PartitionRecord()
            .topicId(id)
            .partitionId(0)
            .replicas(replicas)
            .isr(isr)
            .leader(leader)
            .leaderEpoch(5)
            .partitionEpoch(8));
    return id;
  }

  void fence(int broker) {
    draft.add(
        new BrokerRegistrationChangeRecord()
            .brokerId(broker)
            .brokerEpoch(10 + broker)
            .fenced((byte) 1));
  }

  void allowUnclean(String topic) {
    draft.add(
        new ConfigRecord()
            .resourceType(ConfigResource.TOPIC)
            .resourceName(topic)
            .name("unclean.leader.election.enable")
            .value("true"));
  }

  PartitionImage partition(String topic) {
    return draft.image().partition(topic, 0).orElseThrow();
  }
}
