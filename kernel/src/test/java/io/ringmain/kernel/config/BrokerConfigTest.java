package io.ringmain.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.PluginSetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BrokerConfigTest {
  private static List<String> problems(Map<String, String> given) {
    return assertThrows(ConfigException.class, () -> BrokerConfig.parse(given)).problems().stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  @Test
  void servesThisMachineWhenNothingIsSaid() {
    BrokerConfig config = BrokerConfig.parse(Map.of());
    assertEquals(1, config.nodeId());
    assertEquals(List.of(new Listener("PLAINTEXT", "127.0.0.1", 9092)), config.listeners());
    assertEquals(config.listeners(), config.advertisedListeners());
    assertEquals("PLAINTEXT", config.interBrokerListenerName());
    assertEquals("mmap", config.value(ServerKeys.STORAGE_PROVIDER));
  }

  @Test
  void namesEveryProblemAtOnce() {
    assertEquals(
        List.of(
            "log.segment.bytes=7: allowed: a whole number, at least 1048576",
            "num.partition=3: unknown key; did you mean num.partitions?",
            "num.partitions=many: allowed: a whole number, at least 1",
            "group.min.session.timeout.ms=9000000: allowed: at most"
                + " group.max.session.timeout.ms, which is 1800000"),
        problems(
            Map.of(
                "num.partitions", "many",
                "num.partition", "3",
                "log.segment.bytes", "7",
                "group.min.session.timeout.ms", "9000000")));
  }

  @Test
  void refusesKafkaKeysWithoutMeaningHereWithTheReason() {
    String problem = problems(Map.of("process.roles", "broker,controller")).getFirst();
    assertTrue(problem.contains("no KRaft quorum"), problem);
  }

  @Test
  void acceptsOrExplainsEveryBrokerKeyOfKafka() throws IOException {
    List<String> names;
    try (InputStream in = getClass().getResourceAsStream("kafka-4.4-broker-keys.txt")) {
      names = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertEquals(350, names.size());
    List<String> silent =
        names.stream()
            .filter(name -> BrokerKeys.TABLE.find(name).isEmpty())
            .filter(name -> RefusedKeys.reason(name).isEmpty())
            .toList();
    assertEquals(List.of(), silent);
  }

  @Test
  void acceptsEveryDefaultWhenItIsWrittenOut() {
    BrokerKeys.TABLE
        .keys()
        .forEach(key ->
            key.defaultText().ifPresent(text -> BrokerConfig.parse(Map.of(key.name(), text))));
  }

  @Test
  void takesKafkasOldNamesForTheSameSetting() {
    BrokerConfig config = BrokerConfig.parse(Map.of("broker.id", "7", "log.dir", "/x"));
    assertEquals(7, config.nodeId());
    assertEquals("/x", config.logDirs().getFirst().toString());
    assertEquals(
        List.of("node.id=8: the same setting stands there as 7 under another name"),
        problems(Map.of("broker.id", "7", "node.id", "8")));
  }

  @Test
  void advertisesTheHostNameForEveryInterface() {
    BrokerConfig config =
        BrokerConfig.parse(Map.of("listeners", "PLAINTEXT://:9092"), Map.of(), "box.example");
    assertEquals(
        "PLAINTEXT://box.example:9092", config.advertisedListeners().getFirst().toString());
    assertEquals("", config.listeners().getFirst().host());
  }

  @Test
  void servesSeveralNamedListeners() {
    BrokerConfig config =
        BrokerConfig.parse(
            Map.of(
                "listeners", "CLIENT://[::1]:9092,INTERNAL://127.0.0.1:0",
                "advertised.listeners", "CLIENT://kafka.example:443",
                "listener.security.protocol.map", "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT",
                "inter.broker.listener.name", "INTERNAL"));
    assertEquals("CLIENT://[::1]:9092", config.listeners().getFirst().toString());
    assertEquals(
        List.of("CLIENT://kafka.example:443", "INTERNAL://127.0.0.1:0"),
        config.advertisedListeners().stream().map(Listener::toString).toList());
    assertEquals("INTERNAL", config.interBrokerListenerName());
  }

  @Test
  void refusesListenersThatDoNotFitTogether() {
    assertEquals(
        List.of(
            "listeners=PLAINTEXT://b:1: the name PLAINTEXT stands there twice",
            "listeners=nonsense: allowed: NAME://host:port with a port of 0 to 65535",
            "listeners=SSL://a:1: port 1 is that of listener PLAINTEXT already",
            "listeners=SSL://a:1: it is served by TLS, so ssl.keystore.location or"
                + " ssl.keystore.key is needed",
            "advertised.listeners=OTHER://c:3: listeners has none named OTHER; it has"
                + " [PLAINTEXT, SSL]",
            "inter.broker.listener.name=THIRD: allowed: one of [PLAINTEXT, SSL]"),
        problems(
            Map.of(
                "listeners", "PLAINTEXT://a:1,PLAINTEXT://b:1,nonsense,SSL://a:1",
                "advertised.listeners", "OTHER://c:3",
                "inter.broker.listener.name", "THIRD")));
  }

  @Test
  void aListenersOwnSslSettingsAreStrongerThanThoseOfAll() {
    BrokerConfig config =
        BrokerConfig.parse(
            Map.of(
                "listeners", "SSL://a:1,INSIDE://a:2,PLAINTEXT://a:3",
                "listener.security.protocol.map", "SSL:SSL,INSIDE:ssl,PLAINTEXT:PLAINTEXT",
                "ssl.keystore.location", "all.p12",
                "ssl.enabled.protocols", "TLSv1.3",
                "listener.name.inside.ssl.keystore.location", "inside.p12",
                "listener.name.inside.ssl.client.auth", "required"));
    assertEquals(
        Optional.of(Map.of("ssl.keystore.location", "all.p12", "ssl.enabled.protocols", "TLSv1.3")),
        config.sslOf(config.listeners().get(0)));
    assertEquals(
        Optional.of(
            Map.of(
                "ssl.keystore.location", "inside.p12",
                "ssl.enabled.protocols", "TLSv1.3",
                "ssl.client.auth", "required")),
        config.sslOf(config.listeners().get(1)));
    assertEquals(Optional.empty(), config.sslOf(config.listeners().get(2)));
  }

  @Test
  void refusesSslSettingsThatHaveNoEffectOrAreWrong() {
    assertEquals(
        List.of(
            "listener.name.plaintext.ssl.client.auth=maybe: allowed: none, requested, required",
            "listener.name.other.ssl.keystore.password=(hidden): listeners has none of that name;"
                + " it has [PLAINTEXT]"),
        problems(
            Map.of(
                "listener.name.other.ssl.keystore.password", "geheim",
                "listener.name.plaintext.ssl.client.auth", "maybe")));
  }

  @Test
  void handsAPluginItsOwnSettings() {
    PluginProvider mmap = new Plugin("mmap", "flush");
    BrokerConfig config =
        BrokerConfig.parse(
            Map.of("storage.mmap.flush", "batch"),
            Map.of(PluginKind.STORAGE, List.of(mmap)),
            "localhost");
    assertEquals("batch", config.pluginSettings(PluginKind.STORAGE, mmap).text("flush"));
  }

  @Test
  void refusesSettingsThatNoPluginDeclares() {
    Map<PluginKind, List<PluginProvider>> installed =
        Map.of(PluginKind.STORAGE, List.of(new Plugin("mmap", "flush")));
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                BrokerConfig.parse(
                    Map.of("storage.mmap.flsh", "batch", "storage.cloud.bucket", "b"),
                    installed,
                    "localhost"));
    assertEquals(
        List.of(
            "storage.cloud.bucket=b: unknown key; installed storage plugins: [mmap]",
            "storage.mmap.flsh=batch: unknown key; did you mean storage.mmap.flush?"),
        refused.problems().stream().map(ConfigProblem::toString).toList());
  }

  @Test
  void prefersTheDynamicValueOfTheBrokerToThatOfTheClusterToTheStaticOne() {
    BrokerConfig config = BrokerConfig.parse(Map.of("message.max.bytes", "1"));
    assertEquals(1, config.value(LogKeys.MESSAGE_MAX_BYTES));
    BrokerConfig cluster = config.withDynamic(Map.of("message.max.bytes", "2"), Map.of());
    assertEquals(2, cluster.value(LogKeys.MESSAGE_MAX_BYTES));
    BrokerConfig broker =
        cluster.withDynamic(Map.of("message.max.bytes", "2"), Map.of("message.max.bytes", "3"));
    ConfigDescription description = broker.describe(LogKeys.MESSAGE_MAX_BYTES);
    assertEquals("3", description.value().orElseThrow());
    assertEquals(
        List.of(
            ConfigSource.DYNAMIC_BROKER,
            ConfigSource.DYNAMIC_DEFAULT_BROKER,
            ConfigSource.STATIC_BROKER,
            ConfigSource.DEFAULT),
        description.candidates().stream().map(ConfigDescription.Candidate::source).toList());
    assertEquals(1, broker.withDynamic(Map.of(), Map.of()).value(LogKeys.MESSAGE_MAX_BYTES));
  }

  @Test
  void refusesToChangeWhatIsReadAtStartOnly() {
    assertEquals(
        List.of("node.id=2: can be set only when the broker starts"),
        BrokerConfig.dynamicProblems(Map.of("node.id", "2"), false).stream()
            .map(ConfigProblem::toString)
            .toList());
  }

  @Test
  void connectionsOfSingleAddressesAreAListOfHostsAndNumbers() {
    assertEquals(Map.of("10.0.0.7", 100, "::1", 5), AddressLimits.parse("10.0.0.7:100, ::1 : 5"));
    assertEquals(Map.of(), AddressLimits.parse(""));
    for (String bad : List.of("nonsense", "5", ":5", "a:x", "a:-1", "a:5,,b:6")) {
      assertEquals(
          List.of(
              "max.connections.per.ip.overrides=" + bad + ": allowed: a list of host:connections"),
          problems(Map.of("max.connections.per.ip.overrides", bad)));
    }
  }

  @Test
  void noConnectionsPerAddressNeedsAddressesThatHaveSome() {
    assertEquals(
        List.of("max.connections.per.ip=0: allowed only with max.connections.per.ip.overrides"),
        problems(Map.of("max.connections.per.ip", "0")));
    BrokerConfig.parse(
        Map.of("max.connections.per.ip", "0", "max.connections.per.ip.overrides", "a:1"));
  }

  @Test
  void aRunningBrokerIsNotClosedToAll() {
    assertEquals(1, BrokerConfig.dynamicProblems(Map.of("max.connections", "0"), false).size());
    assertEquals(1, BrokerConfig.dynamicProblems(Map.of("max.connections", "0"), true).size());
    assertEquals(List.of(), BrokerConfig.dynamicProblems(Map.of("max.connections", "1"), true));
  }

  @Test
  void documentsEveryKeyInOneSentence() {
    Stream.concat(BrokerKeys.TABLE.keys().stream(), TopicKeys.TABLE.keys().stream())
        .forEach(key -> assertTrue(key.documentation().endsWith("."), key.name()));
  }

  private record Plugin(String name, String setting) implements PluginProvider {
    @Override
    public List<PluginSetting> settings() {
      return List.of(new PluginSetting(setting, "never", "never, batch", "When to flush."));
    }
  }
}
