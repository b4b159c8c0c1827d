package io.ringmain.testkit.arbitraries;

import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Some settings out of a table, each at most once and with a value that is allowed. */
final class SettingsArbitrary {
  private static final Map<String, Arbitrary<String>> TOPIC =
      Map.of(
          "cleanup.policy", Arbitraries.of("delete", "compact", "compact,delete"),
          "compression.type", compressionTypes(),
          "flush.messages", numbers(1, 1_000_000),
          "max.message.bytes", numbers(1_000, 10_000_000),
          "message.timestamp.type", Arbitraries.of("CreateTime", "LogAppendTime"),
          "min.insync.replicas", numbers(1, 3),
          "retention.bytes", numbers(-1, 1L << 40),
          "retention.ms", numbers(-1, 1L << 40),
          "segment.bytes", numbers(1 << 20, Integer.MAX_VALUE),
          "segment.ms", numbers(1, 1L << 40));

  private static final Map<String, Arbitrary<String>> BROKER =
      Map.of(
          "auto.create.topics.enable", Arbitraries.of("true", "false"),
          "compression.type", compressionTypes(),
          "log.message.timestamp.type", Arbitraries.of("CreateTime", "LogAppendTime"),
          "log.retention.ms", numbers(-1, 1L << 40),
          "log.segment.bytes", numbers(1 << 20, Integer.MAX_VALUE),
          "message.max.bytes", numbers(1_000, 10_000_000),
          "num.partitions", numbers(1, 50),
          "offsets.topic.num.partitions", numbers(1, 50),
          "ring.shards", numbers(1, 4),
          "ring.slots", Arbitraries.integers().between(6, 12).map(bits -> "" + (1 << bits)));

  private SettingsArbitrary() {}

  static Arbitrary<Map<String, String>> topic() {
    return someOf(TOPIC);
  }

  static Arbitrary<Map<String, String>> broker() {
    return someOf(BROKER);
  }

  private static Arbitrary<Map<String, String>> someOf(Map<String, Arbitrary<String>> table) {
    return Arbitraries.of(table.keySet().stream().sorted().toList())
        .flatMap(name -> table.get(name).map(value -> Map.entry(name, value)))
        .list()
        .uniqueElements(Map.Entry::getKey)
        .ofMaxSize(table.size())
        .map(entries ->
            entries.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Arbitrary<String> compressionTypes() {
    return Arbitraries.of("producer", "uncompressed", "gzip", "snappy", "lz4");
  }

  private static Arbitrary<String> numbers(long least, long most) {
    return Arbitraries.longs().between(least, most).map(String::valueOf);
  }
}
