package io.ringmain.kernel.metadata;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ConfigException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * This broker's configuration as of the last image: what was given at start, and over it what was
 * set since for all brokers and for this one.
 *
 * <p>To be added to {@link MetadataImages} before listeners that read it. Any thread may read.
 */
public final class DynamicBrokerConfig implements MetadataListener, Supplier<BrokerConfig> {

  private static final Logger LOG = System.getLogger(DynamicBrokerConfig.class.getName());

  private final ConfigResource self;
  private volatile BrokerConfig current;

  public DynamicBrokerConfig(BrokerConfig given) {
    this.self = ConfigResource.broker(given.nodeId());
    this.current = given;
  }

  @Override
  public BrokerConfig get() {
    return current;
  }

  @Override
  public void onMetadata(MetadataDelta delta, MetadataImage image) {
    if (delta.configsChanged().contains(self)
        || delta.configsChanged().contains(ConfigResource.BROKER_DEFAULT)) {
      try {
        current = current.withDynamic(image.defaultBrokerConfig(), image.config(self));
      } catch (ConfigException e) {
        // The controller checks before it writes: this can only be another version's doing.
        LOG.log(Level.ERROR, "config: dynamic settings are refused, the old ones stay: " + e);
      }
    }
  }
}
