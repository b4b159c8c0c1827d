package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.env.LogLevels;
import io.ringmain.kernel.metadata.ConfigResource;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterConfigsRequest;
import io.ringmain.protocol.message.AlterConfigsResponse;
import io.ringmain.protocol.message.DescribeConfigsRequest;
import io.ringmain.protocol.message.DescribeConfigsResponse;
import io.ringmain.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ringmain.protocol.message.IncrementalAlterConfigsRequest;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse;
import io.ringmain.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigsTest extends AdminApis {

  private final LogLevels logLevels = new TwoLoggers();

  private ErrorCode alter(byte type, String name, String key, int operation, String value) {
    return ErrorCode.forId(altered(type, name, key, operation, value).errorCode()).orElseThrow();
  }

  private AlterConfigsResourceResponse altered(
      byte type, String name, String key, int operation, String value) {
    IncrementalAlterConfigsResponse response =
        (IncrementalAlterConfigsResponse)
            ask(
                new LoggersFirstHandler(
                    forwarded(
                        ApiKey.INCREMENTAL_ALTER_CONFIGS,
                        new IncrementalAlterConfigsHandler(calls, config)),
                    logLevels,
                    1),
                new IncrementalAlterConfigsRequest()
                    .resources(
                        List.of(
                            new IncrementalAlterConfigsRequest.AlterConfigsResource()
                                .resourceType(type)
                                .resourceName(name)
                                .configs(
                                    List.of(
                                        new IncrementalAlterConfigsRequest.AlterableConfig()
                                            .name(key)
                                            .configOperation((byte) operation)
                                            .value(value))))),
                1);
    return response.responses().getFirst();
  }

  private ErrorCode alterTopic(String key, int operation, String value) {
    return alter(ConfigResource.TOPIC, "a", key, operation, value);
  }

  @Test
  void topicConfigsAreSetDeletedAppendedToAndSubtractedFrom() {
    createTopics(topic("a", 1, 1));
    assertEquals(ErrorCode.NONE, alterTopic("retention.ms", 0, "5"));
    assertEquals(ErrorCode.NONE, alterTopic("cleanup.policy", 2, "compact"));
    assertEquals("delete,compact", broker.image().topicConfig("a").get("cleanup.policy"));
    assertEquals(ErrorCode.NONE, alterTopic("cleanup.policy", 3, "delete"));
    assertEquals("compact", broker.image().topicConfig("a").get("cleanup.policy"));
    assertEquals(ErrorCode.NONE, alterTopic("retention.ms", 1, null));
    assertEquals(Map.of("cleanup.policy", "compact"), broker.image().topicConfig("a"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("retention.ms", 2, "5"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("retention.ms", 0, "soon"));
    assertEquals(ErrorCode.INVALID_CONFIG, alterTopic("no.such.key", 0, "5"));
    assertEquals(ErrorCode.INVALID_REQUEST, alterTopic("retention.ms", 0, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alterTopic("retention.ms", 9, "5"));
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        alter(ConfigResource.TOPIC, "b", "retention.ms", 0, "5"));
    assertEquals(
        ErrorCode.INVALID_TOPIC_EXCEPTION,
        alter(ConfigResource.TOPIC, "a b", "retention.ms", 0, "5"));
  }

  @Test
  void brokerConfigsAreDynamicWhereKafkasAre() {
    byte type = ConfigResource.BROKER;
    assertEquals(ErrorCode.NONE, alter(type, "", "log.retention.ms", 0, "7000"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "node.id", 0, "2"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "", "log.dirs", 0, "/x"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "log.retention.ms", 0, "x"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "9", "log.retention.ms", 0, "1"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "one", "log.retention.ms", 0, "1"));
    createTopics(topic("a", 1, 1));
    DescribeConfigsResourceResult entry = described(ConfigResource.TOPIC, "a", "retention.ms");
    assertEquals("7000", entry.value());
    assertEquals(3, entry.configSource());
    assertEquals(ErrorCode.NONE, alter(type, "", "log.retention.ms", 1, null));
    assertEquals(5, described(ConfigResource.TOPIC, "a", "retention.ms").configSource());
  }

  @Test
  void threadsOfTheTransportCanBeChangedWhileTheBrokerRuns() {
    for (String name : List.of("1", "")) {
      assertEquals(
          ErrorCode.NONE, alter(ConfigResource.BROKER, name, "num.network.threads", 0, "5"));
      assertEquals(
          ErrorCode.INVALID_REQUEST,
          alter(ConfigResource.BROKER, name, "num.network.threads", 0, "0"));
    }
    DescribeConfigsResourceResult entry =
        described(ConfigResource.BROKER, "1", "num.network.threads");
    assertEquals("5", entry.value());
    assertFalse(entry.readOnly());
  }

  @Test
  void olderAlterConfigsReplacesEverything() {
    createTopics(topic("a", 1, 1));
    alterTopic("retention.ms", 0, "5");
    AlterConfigsResponse response =
        (AlterConfigsResponse)
            ask(
                forwarded(ApiKey.ALTER_CONFIGS, new AlterConfigsHandler(calls, config)),
                new AlterConfigsRequest()
                    .resources(
                        List.of(
                            new AlterConfigsRequest.AlterConfigsResource()
                                .resourceType(ConfigResource.TOPIC)
                                .resourceName("a")
                                .configs(
                                    List.of(
                                        new AlterConfigsRequest.AlterableConfig()
                                            .name("segment.bytes")
                                            .value("1048576"))))),
                2);
    assertEquals(0, response.responses().getFirst().errorCode());
    assertEquals(Map.of("segment.bytes", "1048576"), broker.image().topicConfig("a"));
  }

  private DescribeConfigsResponse.DescribeConfigsResult describeConfigs(
      byte type, String name, List<String> keys) {
    DescribeConfigsResponse response =
        (DescribeConfigsResponse)
            ask(
                new DescribeConfigsHandler(broker.images, config, logLevels),
                new DescribeConfigsRequest()
                    .includeSynonyms(true)
                    .includeDocumentation(true)
                    .resources(
                        List.of(
                            new DescribeConfigsRequest.DescribeConfigsResource()
                                .resourceType(type)
                                .resourceName(name)
                                .configurationKeys(keys))),
                4);
    return response.results().getFirst();
  }

  @Test
  void describedConfigsHaveAnEmptyMessageWhereKafkasDo() {
    createTopics(topic("a", 1, 1));
    assertEquals("", describeConfigs(ConfigResource.TOPIC, "a", null).errorMessage());
    assertEquals("", describeConfigs(ConfigResource.TOPIC, "b", null).errorMessage());
    assertEquals("", describeConfigs(ConfigResource.BROKER, "1", null).errorMessage());
  }

  private DescribeConfigsResourceResult described(byte type, String name, String key) {
    return describeConfigs(type, name, List.of(key)).configs().getFirst();
  }

  @Test
  void configsAreDescribedWithTheirSources() {
    createTopics(topic("a", 1, 1));
    alterTopic("retention.ms", 0, "5");
    DescribeConfigsResourceResult set = described(ConfigResource.TOPIC, "a", "retention.ms");
    assertEquals("5", set.value());
    assertEquals(1, set.configSource());
    assertFalse(set.readOnly());
    assertEquals("retention.ms", set.synonyms().getFirst().name());
    assertFalse(set.documentation().isEmpty());
    assertTrue(describeConfigs(ConfigResource.TOPIC, "a", null).configs().size() > 15);
    DescribeConfigsResourceResult given = described(ConfigResource.BROKER, "1", "num.partitions");
    assertEquals("3", given.value());
    assertEquals(4, given.configSource());
    assertTrue(given.readOnly());
    assertFalse(described(ConfigResource.BROKER, "1", "log.retention.ms").readOnly());
    assertEquals(0, describeConfigs(ConfigResource.BROKER, "", null).configs().size());
    assertEquals(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id(),
        describeConfigs(ConfigResource.TOPIC, "b", null).errorCode());
    assertEquals(
        ErrorCode.INVALID_REQUEST.id(),
        describeConfigs(ConfigResource.BROKER, "2", null).errorCode());
  }

  @Test
  void loggersHaveTheirLevelsAsConfigs() {
    byte type = ConfigResource.BROKER_LOGGER;
    assertEquals(2, describeConfigs(type, "1", null).configs().size());
    assertEquals(ErrorCode.NONE, alter(type, "1", "io.ringmain", 0, "DEBUG"));
    DescribeConfigsResourceResult set = described(type, "1", "io.ringmain");
    assertEquals("DEBUG", set.value());
    assertEquals(6, set.configSource());
    assertFalse(set.readOnly());
    assertEquals(List.of(), set.synonyms());
    assertEquals(ErrorCode.NONE, alter(type, "1", "io.ringmain", 1, null));
    assertEquals("INFO", described(type, "1", "io.ringmain").value());
  }

  @Test
  void refusesLevelsOfLoggersAsKafkaDoes() {
    byte type = ConfigResource.BROKER_LOGGER;
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "io.ringmain", 0, "debug"));
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "no.such", 0, "DEBUG"));
    assertEquals(ErrorCode.INVALID_CONFIG, alter(type, "1", "no.such", 1, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "root", 1, null));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "1", "root", 2, "INFO"));
    assertEquals(ErrorCode.INVALID_REQUEST, alter(type, "2", "root", 0, "INFO"));
    assertEquals(ErrorCode.INVALID_REQUEST.id(), describeConfigs(type, "2", null).errorCode());
    assertEquals("INFO", described(type, "1", "root").value());
  }

  /** Two loggers, one above the other. */
  private static final class TwoLoggers implements LogLevels {
    private final Map<String, String> set = new TreeMap<>(Map.of(ROOT, "INFO"));

    @Override
    public Map<String, String> all() {
      Map<String, String> all = new TreeMap<>(set);
      all.putIfAbsent("io.ringmain", set.get(ROOT));
      return all;
    }

    @Override
    public void set(String logger, String level) {
      set.put(logger, level);
    }

    @Override
    public void inherit(String logger) {
      set.remove(logger);
    }
  }
}
