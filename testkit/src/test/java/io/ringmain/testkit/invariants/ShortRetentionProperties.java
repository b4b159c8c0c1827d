package io.ringmain.testkit.invariants;

import java.util.Map;

/** What retention deletes is not missed, however soon that is. */
final class ShortRetentionProperties extends PartitionInvariants {
  @Override
  protected Map<String, String> settings() {
    return Map.of("log.retention.ms", "1000", "log.retention.bytes", "20000");
  }
}
