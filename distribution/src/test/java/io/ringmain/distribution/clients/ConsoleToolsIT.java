package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The programs that come with Kafka, each in a process of its own, as a person runs them. */
class ConsoleToolsIT {
  @RegisterExtension static final TestBroker broker = new TestBroker();

  @TempDir private Path folder;

  @Test
  void createsProducesConsumesAndFollowsAGroup() throws Exception {
    run("TopicCommand", "--create", "--topic", "tools", "--partitions", "2");
    String described = run("TopicCommand", "--describe", "--topic", "tools");
    assertTrue(described.contains("PartitionCount: 2"), described);
    String values =
        IntStream.range(0, 50).mapToObj(i -> "value " + i + "\n").collect(Collectors.joining());
    Tool.kafka(
        values,
        "ConsoleProducer",
        "--bootstrap-server",
        broker.bootstrap(),
        "--topic",
        "tools",
        "--compression-codec",
        "gzip");
    String consumed =
        run(
            "consumer.ConsoleConsumer",
            "--topic",
            "tools",
            "--from-beginning",
            "--max-messages",
            "50",
            "--group",
            "tools-group");
    assertEquals(sorted(values), sorted(consumed));
    String group =
        run("consumer.group.ConsumerGroupCommand", "--describe", "--group", "tools-group");
    assertTrue(group.contains("tools-group"), group);
    String reset =
        run(
            "consumer.group.ConsumerGroupCommand",
            "--group",
            "tools-group",
            "--reset-offsets",
            "--to-earliest",
            "--topic",
            "tools",
            "--execute");
    assertTrue(reset.contains("tools-group"), reset);
    assertTrue(run("GroupsCommand", "--list").contains("tools-group"));
  }

  @Test
  void showsAndDeletesWhatIsStored() throws Exception {
    run("TopicCommand", "--create", "--topic", "stored", "--partitions", "1");
    String acked = run("VerifiableProducer", "--topic", "stored", "--max-messages", "20");
    assertTrue(acked.contains("\"sent\":20,\"acked\":20"), acked);
    assertTrue(run("GetOffsetShell", "--topic", "stored").contains("stored:0:20"));
    Path offsets = folder.resolve("offsets.json");
    Files.writeString(
        offsets,
        """
        {"version":1,"partitions":[{"topic":"stored","partition":0,"offset":7}]}
        """);
    String deleted = run("DeleteRecordsCommand", "--offset-json-file", offsets.toString());
    assertTrue(deleted.contains("low_watermark: 7"), deleted);
    assertTrue(
        run("GetOffsetShell", "--topic", "stored", "--time", "earliest").contains("stored:0:7"));
    String folders = run("LogDirsCommand", "--describe", "--topic-list", "stored");
    assertTrue(folders.contains("\"partition\":\"stored-0\""), folders);
    String consumed =
        run(
            "VerifiableConsumer",
            "--topic",
            "stored",
            "--max-messages",
            "13",
            "--group-id",
            "stored-group");
    assertTrue(consumed.contains("offsets_committed"), consumed);
    run("TopicCommand", "--delete", "--topic", "stored");
    assertEquals(false, run("TopicCommand", "--list").lines().anyMatch("stored"::equals));
  }

  @Test
  void measuresItself() throws Exception {
    String produced =
        run(
            "ProducerPerformance",
            "--topic",
            "measured",
            "--num-records",
            "20000",
            "--record-size",
            "100",
            "--throughput",
            "-1");
    assertTrue(produced.contains("20000 records sent"), produced);
    String consumed = run("ConsumerPerformance", "--topic", "measured", "--num-records", "20000");
    assertTrue(consumed.contains(", 20000, "), consumed);
  }

  private static String run(String mainClass, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--bootstrap-server", broker.bootstrap()));
    Collections.addAll(all, arguments);
    return Tool.kafka("", mainClass, all.toArray(new String[0]));
  }

  private static List<String> sorted(String lines) {
    return lines.lines().sorted().toList();
  }
}
