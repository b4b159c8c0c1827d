package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.metadata.MetadataImage;
import java.util.Map;

/**
 * What a topic's configuration says about leading its partitions.
 *
 * @param minInsyncReplicas with fewer in sync, nothing is committed
 * @param unclean whether a replica that may lack committed records may lead when no other can
 */
record ElectionRules(int minInsyncReplicas, boolean unclean) {

  static ElectionRules of(MetadataImage image, String topic, BrokerConfig config) {
    Map<String, String> overrides = image.topicConfig(topic);
    return new ElectionRules(
        TopicConfig.value(TopicKeys.MIN_INSYNC_REPLICAS, overrides, config),
        TopicConfig.value(TopicKeys.UNCLEAN_LEADER_ELECTION_ENABLE, overrides, config));
  }
}
