package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kcat, and so librdkafka and the clients of all the languages that wrap it. */
class KcatIT {
  @RegisterExtension
  static final TestBroker broker = new TestBroker(Map.of("group.initial.rebalance.delay.ms", "0"));

  private static final String VALUES =
      IntStream.range(0, 200).mapToObj(i -> "value " + i + "\n").collect(Collectors.joining());

  @TempDir private Path folder;

  @BeforeAll
  static void needsKcat() {
    Tool.require("kcat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void givesBackWhatWasProduced(String codec) throws Exception {
    for (String acks : List.of("0", "1", "-1")) {
      String topic = "kcat-" + codec + acks;
      kcat(VALUES, "-P", "-t", topic, "-z", codec, "-X", "acks=" + acks);
      assertEquals(VALUES, kcat("", "-C", "-t", topic, "-o", "beginning", "-c", "200"));
    }
  }

  @Test
  void producesIdempotently() throws Exception {
    kcat(VALUES, "-P", "-t", "idempotent", "-X", "enable.idempotence=true");
    assertEquals(VALUES, kcat("", "-C", "-t", "idempotent", "-o", "beginning", "-e"));
  }

  @Test
  void beginsAtTheStartTheEndAnOffsetAndATimestamp() throws Exception {
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, "begin", 1, Map.of("message.timestamp.type", "LogAppendTime"));
    }
    kcat("a\nb\nc\n", "-P", "-t", "begin");
    assertEquals("a\n", kcat("", "-C", "-t", "begin", "-o", "beginning", "-c", "1"));
    assertEquals("b\nc\n", kcat("", "-C", "-t", "begin", "-o", "-2", "-e"));
    assertEquals("c\n", kcat("", "-C", "-t", "begin", "-o", "2", "-e"));
    assertEquals("", kcat("", "-C", "-t", "begin", "-o", "end", "-e"));
    String stamp = kcat("", "-C", "-t", "begin", "-o", "-1", "-e", "-f", "%T");
    kcat("d\n", "-P", "-t", "begin");
    long after = Long.parseLong(stamp.strip()) + 1;
    assertEquals("d\n", kcat("", "-C", "-t", "begin", "-o", "s@" + after, "-e"));
    assertEquals("begin [0] offset 4\n", kcat("", "-Q", "-t", "begin:0:-1"));
  }

  @Test
  void resumesAGroup() throws Exception {
    try (Admin admin = Clients.admin(broker)) {
      Clients.createTopic(admin, "grouped", 2, Map.of());
    }
    kcat(VALUES, "-P", "-t", "grouped");
    String[] group = {"-G", "kcat-group", "-X", "auto.offset.reset=earliest", "-e", "grouped"};
    assertEquals(200, kcat("", group).lines().count());
    kcat("more\n", "-P", "-t", "grouped");
    assertEquals("more\n", kcat("", group));
  }

  @Test
  void describesTheCluster() throws Exception {
    String said = kcat("", "-L");
    assertTrue(said.contains("broker 1 at " + broker.bootstrap()), said);
  }

  private String kcat(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kcat", "-q", "-b", broker.bootstrap()));
    Collections.addAll(command, arguments);
    return Tool.run(folder, input, command);
  }
}
