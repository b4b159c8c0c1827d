package io.ringmain.distribution.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.distribution.clients.Kafkajs;
import io.ringmain.distribution.clients.Tool;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kcat and kafkajs with three brokers, one of which is killed and started again meanwhile. */
class ClusterClientsIT {
  private static final int DEADLINE_SECONDS = 180;

  @TempDir private static Path folder;

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(folder, ClusterSettings.REPLICATED).start(3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void kcatFindsTheNewLeaderAndAllRecords() throws Exception {
    Tool.require("kcat");
    try (ClusterChecks checks = new ClusterChecks(cluster, "kcat")) {
      checks.createTopic(2, 3, Map.of());
      TreeSet<String> produced = new TreeSet<>();
      produced.addAll(produceWithKcat("before"));
      int leader = checks.leader(0);
      cluster.broker(leader).kill();
      produced.addAll(produceWithKcat("meanwhile"));
      cluster.broker(leader).start();
      checks.awaitInSync();
      produced.addAll(produceWithKcat("after"));
      String said = kcat("", "-C", "-t", "kcat", "-o", "beginning", "-e");
      List<String> consumed = said.lines().sorted().toList();
      assertEquals(List.copyOf(produced), consumed);
      String group = kcat("", "-G", "kcat", "-X", "auto.offset.reset=earliest", "-e", "kcat");
      assertEquals(produced.size(), group.lines().count());
    }
  }

  private static List<String> produceWithKcat(String prefix) throws Exception {
    List<String> values = IntStream.range(0, 100).mapToObj(i -> prefix + " " + i).toList();
    String input = values.stream().collect(Collectors.joining("\n", "", "\n"));
    String _ = kcat(input, "-P", "-t", "kcat", "-X", "acks=all", "-X", "enable.idempotence=true");
    return values;
  }

  private static String kcat(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kcat", "-q", "-b", cluster.bootstrap()));
    Collections.addAll(command, arguments);
    return Tool.run(folder, input, command);
  }

  @Test
  void kafkajsFindsTheNewLeaderAndAllRecords() throws Exception {
    Kafkajs.install();
    try (ClusterChecks checks = new ClusterChecks(cluster, "kafkajs")) {
      checks.createTopic(1, 3, Map.of());
      Path errors = folder.resolve("failover.err");
      Process script =
          new ProcessBuilder("node", "failover.js", cluster.bootstrap(), "kafkajs")
              .directory(Kafkajs.FOLDER.toFile())
              .redirectError(errors.toFile())
              .start();
      try (BufferedReader said = script.inputReader(StandardCharsets.UTF_8);
          Writer answers = script.outputWriter(StandardCharsets.UTF_8)) {
        assertEquals("produced", said.readLine());
        int leader = checks.leader(0);
        cluster.broker(leader).kill();
        goOn(answers);
        assertEquals("produced", said.readLine());
        cluster.broker(leader).start();
        goOn(answers);
        assertEquals("produced", said.readLine());
        goOn(answers);
        assertTrue(script.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "still consuming");
        assertEquals(0, script.exitValue(), Files.readString(errors));
      } finally {
        script.destroyForcibly();
      }
    }
  }

  private static void goOn(Writer answers) throws Exception {
    answers.write("go on\n");
    answers.flush();
  }
}
