package io.ringmain.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.storage.LogConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicConfigTest {
  private static final BrokerConfig BROKER = BrokerConfig.parse(Map.of());

  @Test
  void hasKafkasDefaults() {
    TopicConfig config = new TopicConfig(Map.of(), BROKER);
    assertTrue(config.deleted());
    assertEquals(1048588, config.maxMessageBytes());
    assertEquals(7L * 24 * 3_600_000, config.retentionMs());
    assertEquals(LogConfig.DEFAULT, config.storageConfig(new Random(1)));
  }

  @Test
  void agreesWithTheDefaultsOfItsBrokerSynonyms() {
    TopicConfig config = new TopicConfig(Map.of(), BROKER);
    for (ConfigKey<?> key : TopicKeys.TABLE.keys()) {
      if (key.synonyms().size() == 1 && key.defaultText().isPresent()) {
        ConfigKey<?> synonym = key.synonyms().getFirst().key();
        Optional<String> inherited = synonym.defaultText();
        assertEquals(inherited.or(key::defaultText), config.describe(key).value(), key.name());
        assertEquals(key.type(), synonym.type(), key.name());
      }
    }
  }

  @Test
  void prefersItsOwnValueToTheBrokers() {
    BrokerConfig broker = BrokerConfig.parse(Map.of("log.retention.ms", "5000"));
    assertEquals(5000, new TopicConfig(Map.of(), broker).retentionMs());
    TopicConfig config = new TopicConfig(Map.of("retention.ms", "-1"), broker);
    assertEquals(-1, config.retentionMs());
    ConfigDescription description = config.describe(TopicKeys.RETENTION_MS);
    assertEquals(Optional.of("-1"), description.value());
    assertEquals(ConfigSource.DYNAMIC_TOPIC, description.source());
    assertEquals("log.retention.ms", description.candidates().get(1).name());
  }

  @Test
  void listsNoSynonymAheadOfTheMainOne() {
    BrokerConfig hours = BrokerConfig.parse(Map.of("log.retention.hours", "2"));
    ConfigDescription unset = new TopicConfig(Map.of(), hours).describe(TopicKeys.RETENTION_MS);
    assertEquals(Optional.of("7200000"), unset.value());
    assertEquals(List.of(), unset.candidates());
    assertEquals(ConfigSource.DEFAULT, unset.source());
    BrokerConfig both =
        BrokerConfig.parse(Map.of("log.retention.hours", "2", "log.retention.ms", "5"));
    ConfigDescription set = new TopicConfig(Map.of(), both).describe(TopicKeys.RETENTION_MS);
    assertEquals("log.retention.ms", set.candidates().getFirst().name());
    assertEquals(ConfigSource.STATIC_BROKER, set.source());
  }

  @Test
  void takesMillisecondsBeforeMinutesBeforeHours() {
    Map<String, String> hours = Map.of("log.retention.hours", "2");
    Map<String, String> minutes = Map.of("log.retention.hours", "2", "log.retention.minutes", "3");
    assertEquals(7_200_000, new TopicConfig(Map.of(), BrokerConfig.parse(hours)).retentionMs());
    assertEquals(180_000, new TopicConfig(Map.of(), BrokerConfig.parse(minutes)).retentionMs());
    Map<String, String> never = Map.of("log.retention.hours", "-1");
    assertEquals(-1, new TopicConfig(Map.of(), BrokerConfig.parse(never)).retentionMs());
  }

  @Test
  void refusesWhatIsWrongWithItsOverrides() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                new TopicConfig(
                    Map.of("cleanup.policy", "delete,shred", "retention", "1"), BROKER));
    assertEquals(2, refused.problems().size());
    assertEquals(
        "min.compaction.lag.ms=5: allowed: at most max.compaction.lag.ms, which is 4",
        TopicConfig.problems(
                Map.of("min.compaction.lag.ms", "5", "max.compaction.lag.ms", "4"), BROKER)
            .getFirst()
            .toString());
  }

  @Test
  void takesJitterOffTheTimeToRoll() {
    TopicConfig config =
        new TopicConfig(Map.of("segment.ms", "1000", "segment.jitter.ms", "400"), BROKER);
    long segmentMs = config.storageConfig(new Random(7)).segmentMs();
    assertTrue(segmentMs > 600 && segmentMs <= 1000, () -> "segmentMs " + segmentMs);
  }

  private static boolean allowed(String key, String value) {
    return TopicConfig.problems(Map.of(key, value), BROKER).isEmpty();
  }

  @Test
  void takesSettingsOfFeaturesItDoesNotHaveAsKafkaWithoutTieredStorage() {
    assertTrue(allowed("remote.storage.enable", "false"));
    assertFalse(allowed("remote.storage.enable", "true"));
    assertTrue(allowed("remote.log.copy.disable", "true"));
    assertTrue(allowed("remote.log.delete.on.disable", "true"));
    assertTrue(allowed("remote.copy.lag.ms", "-1"));
    assertFalse(allowed("remote.copy.lag.ms", "-2"));
    assertFalse(allowed("remote.copy.lag.bytes", "-2"));
    assertTrue(allowed("local.retention.ms", "5"));
    assertFalse(allowed("local.retention.ms", "-3"));
    assertFalse(allowed("local.retention.bytes", "-3"));
    assertTrue(allowed("errors.deadletterqueue.group.enable", "true"));
    assertFalse(allowed("errors.deadletterqueue.group.enable", "maybe"));
  }

  @Test
  void throttledReplicasAreAllOrPartitionsWithTheirBrokers() {
    for (String good : List.of("", "*", "0:1", "0:1, 1:1", "0:1,,1:1")) {
      assertTrue(allowed("leader.replication.throttled.replicas", good), good);
      assertTrue(allowed("follower.replication.throttled.replicas", good), good);
    }
    for (String bad : List.of("x", "*,*", "0:1,*", "0:", "0:1:2")) {
      assertFalse(allowed("leader.replication.throttled.replicas", bad), bad);
      assertFalse(allowed("follower.replication.throttled.replicas", bad), bad);
    }
  }

  @Test
  void describesWhatHasNoEffectAsSuchAndWithKafkasSynonyms() {
    TopicConfig config = new TopicConfig(Map.of("local.retention.ms", "5"), BROKER);
    ConfigDescription set =
        config.describe(TopicKeys.TABLE.find("local.retention.ms").orElseThrow());
    assertEquals(ConfigSource.DYNAMIC_TOPIC, set.source());
    assertEquals("log.local.retention.ms", set.candidates().get(1).name());
    assertEquals(Optional.of("-2"), set.candidates().get(1).value());
    assertTrue(set.key().documentation().contains("no effect"));
    ConfigDescription unset =
        config.describe(TopicKeys.TABLE.find("remote.storage.enable").orElseThrow());
    assertEquals(Optional.of("false"), unset.value());
    assertEquals(ConfigSource.DEFAULT, unset.source());
    assertEquals(List.of(), unset.candidates());
  }

  @Test
  void hasEveryTopicKeyOfKafka() {
    assertEquals(37, TopicKeys.TABLE.keys().stream().filter(key -> !key.internal()).count());
  }
}
