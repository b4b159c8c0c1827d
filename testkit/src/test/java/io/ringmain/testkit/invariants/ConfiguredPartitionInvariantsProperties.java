package io.ringmain.testkit.invariants;

import io.ringmain.testkit.arbitraries.BrokerSettings;
import io.ringmain.testkit.arbitraries.RingmainArbitraries;
import java.util.Map;
import net.jqwik.api.Arbitrary;

/** What must hold of partitions holds whatever a broker's settings are, and with every flush. */
final class ConfiguredPartitionInvariantsProperties extends PartitionInvariants {
  @Override
  protected Map<String, String> settings() {
    return Map.of("log.flush.interval.messages", "1");
  }

  @Override
  protected Arbitrary<BrokerSettings> brokerSettings() {
    return RingmainArbitraries.brokerSettings();
  }
}
