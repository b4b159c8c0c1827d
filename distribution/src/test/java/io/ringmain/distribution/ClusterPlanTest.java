package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.ConfigException;
import io.ringmain.kernel.plugin.Plugins;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
  private static final List<Integer> PORTS = IntStream.rangeClosed(101, 109).boxed().toList();

  private static ClusterPlan plan(int brokers, String... settings) {
    Map<String, String> given = new HashMap<>(Map.of("log.dirs", "/d"));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return ClusterPlan.of(given, brokers, PORTS, Plugins.discover().installed());
  }

  private static List<String> values(ClusterPlan plan, String key) {
    return plan.brokers().stream().map(broker -> broker.settings().get(key)).toList();
  }

  private static String refused(int brokers, String... settings) {
    return assertThrows(ConfigException.class, () -> plan(brokers, settings)).getMessage();
  }

  @Test
  void givesEachBrokerItsNumberPortAndFolder() {
    ClusterPlan plan = plan(3);
    assertEquals(List.of("1", "2", "3"), values(plan, "node.id"));
    assertEquals(
        List.of(
            "PLAINTEXT://127.0.0.1:9092",
            "PLAINTEXT://127.0.0.1:9093",
            "PLAINTEXT://127.0.0.1:9094"),
        values(plan, "listeners"));
    assertEquals(List.of("/d/broker-1", "/d/broker-2", "/d/broker-3"), values(plan, "log.dirs"));
    assertEquals(
        List.of("broker 1", "broker 2", "broker 3"),
        plan.brokers().stream().map(ClusterMember::name).toList());
    assertEquals(Path.of("/d/broker-2.properties"), plan.brokers().get(1).file());
  }

  @Test
  void givesEveryFolderAndListenerAndTheMetricsPage() {
    ClusterPlan plan =
        plan(
            2,
            "log.dirs=/a,/b",
            "listeners=A://127.0.0.1:9100,B://127.0.0.1:0,C://127.0.0.1:9200",
            "advertised.listeners=A://kafka:9100,B://kafka:0,C://kafka:9200",
            "listener.security.protocol.map=A:PLAINTEXT,B:PLAINTEXT,C:PLAINTEXT",
            "inter.broker.listener.name=C",
            "metrics.port=9404");
    assertEquals(
        List.of("/a/broker-1,/b/broker-1", "/a/broker-2,/b/broker-2"), values(plan, "log.dirs"));
    assertEquals(
        "A://127.0.0.1:9101,B://127.0.0.1:0,C://127.0.0.1:9201",
        values(plan, "listeners").getLast());
    assertEquals(
        "A://kafka:9101,B://kafka:0,C://kafka:9201",
        values(plan, "advertised.listeners").getLast());
    assertEquals(List.of("9404", "9405"), values(plan, "metrics.port"));
  }

  @Test
  void hasAnEnsembleOfThreeThatEveryBrokerKnows() {
    ClusterPlan plan = plan(1);
    assertEquals(
        List.of("127.0.0.1:101,127.0.0.1:104,127.0.0.1:107"), values(plan, "zookeeper.connect"));
    assertEquals(3, plan.zooKeepers().size());
    Map<String, String> second = plan.zooKeepers().get(1).settings();
    assertEquals("104", second.get("clientPort"));
    assertEquals("/d/zookeeper-2", second.get("dataDir"));
    assertEquals("127.0.0.1:108:109", second.get("server.3"));
  }

  @Test
  void replicatesAsFarAsThereAreBrokersUnlessToldOtherwise() {
    assertEquals(List.of("1"), values(plan(1), "default.replication.factor"));
    assertEquals("3", values(plan(5), "offsets.topic.replication.factor").getFirst());
    assertEquals(
        "2",
        values(plan(5, "default.replication.factor=2"), "default.replication.factor").getLast());
  }

  @Test
  void refusesWhatIsItsOwnToSay() {
    String message = refused(3, "zookeeper.connect=h:2181", "node.id=7");
    assertTrue(message.startsWith("2 settings are refused:"), message);
    assertTrue(message.contains("zookeeper.connect=h:2181: a cluster that is tried out"), message);
    assertEquals(
        "coordination.provider=etcd: allowed for a cluster that is tried out: zk",
        refused(3, "coordination.provider=etcd"));
    assertEquals(
        "num.partition=3: unknown key; did you mean num.partitions?",
        refused(3, "num.partition=3"));
  }

  @Test
  void refusesPortsThatWouldMeetOrAreTooHigh() {
    String two = "listener.security.protocol.map=A:PLAINTEXT,B:PLAINTEXT";
    String inter = "inter.broker.listener.name=A";
    assertEquals(
        "listeners=A://127.0.0.1:9092,B://127.0.0.1:9094: B of broker 1 and A of broker 3 would"
            + " have the same port; leave 3 ports between listeners",
        refused(3, "listeners=A://127.0.0.1:9092,B://127.0.0.1:9094", two, inter));
    assertEquals(
        "listeners=PLAINTEXT://127.0.0.1:65534: PLAINTEXT: allowed: a port up to 65533",
        refused(3, "listeners=PLAINTEXT://127.0.0.1:65534"));
  }
}
