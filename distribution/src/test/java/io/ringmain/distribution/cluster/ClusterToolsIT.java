package io.ringmain.distribution.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.distribution.clients.KafkaTools;
import io.ringmain.distribution.clients.Tool;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own tools for those who run a cluster, with four brokers. */
class ClusterToolsIT {
  private static final int BROKERS = 4;
  private static final int RECORDS = 500;

  @TempDir private static Path folder;

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(folder, ClusterSettings.REPLICATED).start(BROKERS);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String tool(String mainClass, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "--bootstrap-server";
    all[1] = cluster.bootstrap();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Tool.kafka("", mainClass, all);
  }

  /** Creates a topic with certain replicas, as the tool lets one say. */
  private static void create(String topic, String assignment) throws Exception {
    String said =
        tool("TopicCommand", "--create", "--topic", topic, "--replica-assignment", assignment);
    assertTrue(said.contains("Created topic " + topic), said);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Closing the producer waits for all.
  private static void produce(String topic, int records) {
    Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrap(), "acks", "all");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(topic, "k" + i, "value " + i));
      }
    }
  }

  @Test
  void topicsTellsWhatIsUnderReplicated() throws Exception {
    create("under", "1:2:3,2:3:4");
    try (ClusterChecks checks = new ClusterChecks(cluster, "under")) {
      checks.awaitInSync();
      assertEquals("", describe("under", "--under-replicated-partitions"));
      cluster.broker(1).kill();
      // The tool takes a second each time it is asked, so it is asked when there is something to
      // see.
      checks.awaitOutOfSync(0, 1);
      Await.until(
          "under-replicated",
          () -> {
            String said = describe("under", "--under-replicated-partitions");
            return said.contains("Partition: 0") && !said.contains("Partition: 1");
          });
      assertEquals("", describe("under", "--unavailable-partitions"));
      assertTrue(describe("under", "--at-min-isr-partitions").contains("Partition: 0"));
      assertEquals("", describe("under", "--under-min-isr-partitions"));
      cluster.broker(1).start();
      checks.awaitInSync();
      assertEquals("", describe("under", "--under-replicated-partitions"));
    }
  }

  private static String describe(String topic, String what) throws Exception {
    return tool("TopicCommand", "--describe", "--topic", topic, what);
  }

  @Test
  void reassignPartitionsMovesReplicasThrottled() throws Exception {
    create("moved", "1:2:3");
    produce("moved", RECORDS);
    Path plan =
        Files.writeString(
            folder.resolve("plan.json"),
            """
            {"version": 1, "partitions": [
              {"topic": "moved", "partition": 0, "replicas": [4, 3, 2]}]}
            """);
    String[] execute = {
      "--reassignment-json-file", plan.toString(), "--execute", "--throttle", "10000000"
    };
    String started = reassign(execute);
    assertTrue(
        started.contains("Successfully started partition reassignment for moved-0"), started);
    try (ClusterChecks checks = new ClusterChecks(cluster, "moved")) {
      checks.awaitNoReassignment();
    }
    Await.until(
        "moved",
        () -> {
          String said = reassign("--reassignment-json-file", plan.toString(), "--verify");
          return said.contains("Reassignment of partition moved-0 is completed.")
              && said.contains("Clearing broker-level throttles");
        });
    String list = reassign("--list");
    assertTrue(list.contains("No partition reassignments found."), list);
    try (ClusterChecks checks = new ClusterChecks(cluster, "moved")) {
      checks.awaitInSync();
      assertEquals(
          List.of(4, 3, 2),
          checks.describe().partitions().getFirst().replicas().stream().map(Node::id).toList());
      ReplicaFiles.assertIdentical(
          "moved-0", List.of(cluster.data(4), cluster.data(3), cluster.data(2)), RECORDS);
    }
    Await.until("gone from broker 1", () -> !Files.exists(cluster.data(1).resolve("moved-0")));
  }

  private static String reassign(String... arguments) throws Exception {
    return tool("reassign.ReassignPartitionsCommand", arguments);
  }

  @Test
  void leaderElectionGivesLeadershipBackToThePreferred() throws Exception {
    create("elected", "2:3:4");
    try (ClusterChecks checks = new ClusterChecks(cluster, "elected")) {
      assertEquals(2, checks.leader(0));
      cluster.broker(2).stop();
      checks.awaitLeadsNothing(2);
      cluster.broker(2).start();
      checks.awaitInSync();
      String said =
          tool(
              "LeaderElectionCommand",
              "--election-type",
              "preferred",
              "--topic",
              "elected",
              "--partition",
              "0");
      assertTrue(said.contains("elected-0"), said);
      Await.until("led by broker 2", () -> checks.leader(0) == 2);
    }
  }

  @Test
  void getOffsetsAndLogDirsAgreeOnWhatThereIs() throws Exception {
    create("measured", "1:2:3,2:3:4,3:4:1");
    produce("measured", RECORDS);
    String offsets = tool("GetOffsetShell", "--topic", "measured");
    int sum =
        offsets.lines().mapToInt(line -> Integer.parseInt(line.split(":", -1)[2].strip())).sum();
    assertEquals(RECORDS, sum, offsets);
    String directories =
        tool("LogDirsCommand", "--describe", "--broker-list", "1,2", "--topic-list", "measured");
    assertTrue(directories.contains("\"partition\":\"measured-0\""), directories);
    assertFalse(directories.contains("\"broker\":3"), directories);
    assertTrue(directories.contains(cluster.data(2).toString()), directories);
  }

  @Test
  void replicaVerificationFindsNoLag() throws Exception {
    create("compared", "1:2:3,2:3:4");
    produce("compared", RECORDS);
    List<String> command =
        KafkaTools.command(
            "ReplicaVerificationTool",
            List.of(
                "--broker-list",
                cluster.bootstrap(),
                "--topics-include",
                "compared",
                "--report-interval-ms",
                "1000"));
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("verification.err").toFile())
            .start();
    Pattern none = Pattern.compile(".*max lag is 0 for partition .*");
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      while (line != null && !none.matcher(line).matches()) {
        assertFalse(line.contains("has different checksum"), line);
        line = said.readLine();
      }
      assertTrue(line != null, () -> "it ended by itself");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void consumerGroupsAreKeptThroughAFailover() throws Exception {
    create("grouped", "1:2:3");
    produce("grouped", RECORDS);
    String group = "consumer.group.ConsumerGroupCommand";
    String reset =
        tool(
            group,
            "--group",
            "kept",
            "--topic",
            "grouped",
            "--reset-offsets",
            "--to-offset",
            "123",
            "--execute");
    assertTrue(reset.contains("123"), reset);
    try (ClusterChecks checks = new ClusterChecks(cluster, "__consumer_offsets")) {
      checks.awaitInSync();
      int coordinator =
          checks
              .admin()
              .describeConsumerGroups(List.of("kept"))
              .all()
              .get()
              .get("kept")
              .coordinator()
              .id();
      cluster.broker(coordinator).kill();
      checks.awaitLeadsNothing(coordinator);
      Await.until(
          "described by another coordinator",
          () -> {
            String said = tool(group, "--describe", "--group", "kept");
            return said.contains("123") && said.contains(String.valueOf(RECORDS - 123));
          });
      cluster.broker(coordinator).start();
      checks.awaitInSync();
    }
  }
}
