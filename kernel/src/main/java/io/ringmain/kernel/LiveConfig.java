package io.ringmain.kernel;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.kernel.metadata.MetadataDelta;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataListener;
import java.util.Map;

/**
 * The configuration as it is now: what the broker was started with, and over it what has been set
 * dynamically since. Read by any thread, changed on the metadata ring.
 */
final class LiveConfig implements MetadataListener {
  private static final System.Logger LOG = System.getLogger(LiveConfig.class.getName());

  private volatile BrokerConfig current;

  LiveConfig(BrokerConfig started) {
    this.current = started;
  }

  BrokerConfig current() {
    return current;
  }

  /** The effective settings of a topic with these overrides. */
  TopicConfig topic(Map<String, String> overrides) {
    return new TopicConfig(overrides, current);
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    boolean concerned =
        delta.configsChanged().stream().anyMatch(r -> r.type() == ConfigResource.BROKER);
    if (concerned) {
      try {
        int self = current.nodeId();
        current = current.withDynamic(image.defaultBrokerConfig(), image.brokerConfig(self));
      } catch (ConfigException refused) {
        // The controller has checked them, so this takes a controller of another version.
        LOG.log(ERROR, "dynamic configuration is not applied: {0}", refused.getMessage());
      }
    }
  }
}
