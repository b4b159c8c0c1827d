package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ClusterKeys;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataReplay;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Gives leaderships back to the preferred replicas, now and then, so that a broker that was away
 * leads its share again. Runs while this broker is the controller, on the metadata ring.
 */
final class LeaderBalance {

  private final Environment environment;
  private final Executor ring;
  private final Controller controller;
  private final Supplier<BrokerConfig> config;
  private final Elections elections;
  private boolean running = true;
  private Timer.Timeout nextLook = () -> false;

  LeaderBalance(
      Environment environment,
      Executor ring,
      Controller controller,
      Supplier<BrokerConfig> config) {
    this.environment = environment;
    this.ring = ring;
    this.controller = controller;
    this.config = config;
    this.elections = new Elections(config);
  }

  void start() {
    long delayMs = 1_000 * config.get().value(ClusterKeys.LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS);
    nextLook = environment.timer().schedule(delayMs, () -> ring.execute(this::look));
  }

  void stop() {
    running = false;
    nextLook.cancel();
  }

  private void look() {
    if (!running) {
      return;
    }
    if (config.get().value(ClusterKeys.AUTO_LEADER_REBALANCE_ENABLE)) {
      MetadataImage image = controller.image();
      elections
          .operations(
              image,
              partition -> couldBePreferred(image, partition),
              LeaderBalance::preferred,
              _ -> true)
          .forEach(controller::submitQuietly);
    }
    start();
  }

  private static boolean couldBePreferred(MetadataImage image, PartitionImage partition) {
    int preferred = partition.replicas().getFirst();
    return partition.leader() != preferred
        && image.active(preferred)
        && partition.isr().contains(preferred);
  }

  private static Optional<PartitionChangeRecord> preferred(
      MetadataImage image, TopicImage topic, PartitionImage partition, ElectionRules rules) {
    return new PartitionChange(
            topic.id(), partition, rules, id -> Elections.mayLead(image, partition, id))
        .election(PartitionChange.Election.PREFERRED)
        .record()
        .filter(_ -> couldBePreferred(image, partition))
        .filter(record -> record.leader() != MetadataReplay.NO_LEADER_CHANGE);
  }
}
