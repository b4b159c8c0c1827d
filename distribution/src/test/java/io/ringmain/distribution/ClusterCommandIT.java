package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster to be tried out, kept by real processes. */
class ClusterCommandIT {
  private static final int DEADLINE_SECONDS = 120;
  private static final String ADDRESS = "127\\.0\\.0\\.1:(\\d+)";
  private static final Pattern READY =
      Pattern.compile("ringmain: cluster ready on " + ADDRESS + "," + ADDRESS + "," + ADDRESS);

  @TempDir private Path folder;

  private BrokerProcess start(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("cluster"));
    arguments.addAll(List.of("--override", "listeners=PLAINTEXT://127.0.0.1:0"));
    arguments.addAll(List.of("--override", "log.dirs=" + folder.resolve("data")));
    arguments.addAll(List.of(more));
    return new BrokerProcess(folder, arguments.toArray(String[]::new));
  }

  private static void assertReady(BrokerProcess cluster) throws IOException {
    String line = cluster.nextLine();
    Matcher ready = READY.matcher(line);
    assertTrue(ready.matches(), () -> "'" + line + "'");
    for (int broker = 1; broker <= 3; broker++) {
      int port = Integer.parseInt(ready.group(broker));
      try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        assertTrue(client.isConnected());
      }
    }
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void servesStopsWithoutLeavingAProcessAndStartsAgainOnItsData() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (BrokerProcess cluster = start()) {
        assertReady(cluster);
        List<ProcessHandle> processes = cluster.descendants();
        assertEquals(6, processes.size());
        cluster.terminate();
        assertEquals(ExitCode.OK, cluster.exitCode(), cluster.errors());
        assertEquals("", cluster.allOutput());
        assertFalse(processes.stream().anyMatch(ProcessHandle::isAlive));
      }
    }
  }

  @Test
  void takesItsProcessesAlongWhenItIsKilled() throws Exception {
    try (BrokerProcess cluster = start()) {
      assertReady(cluster);
      List<ProcessHandle> processes = cluster.descendants();
      assertEquals(6, processes.size());
      cluster.kill();
      awaitEnd(processes);
    }
  }

  @Test
  void goesOnWithoutABrokerAndSaysHowToStartItAgain() throws Exception {
    try (BrokerProcess cluster = start("--brokers", "2", "--log-level", "error")) {
      String line = cluster.nextLine();
      assertTrue(line.startsWith("ringmain: cluster ready on "), line);
      ProcessHandle second =
          cluster.descendants().stream()
              .filter(process -> runs(process, "broker-2.properties"))
              .findFirst()
              .orElseThrow();
      second.destroyForcibly();
      awaitEnd(List.of(second));
      cluster.awaitError("broker 2 ended with exit code 137; start it again with: ");
      try (BrokerProcess again =
          new BrokerProcess(
              folder, "start", "--config", folder.resolve("data/broker-2.properties").toString())) {
        assertTrue(again.nextLine().startsWith("ringmain: broker 2 ready on "), again.errors());
        again.terminate();
        assertEquals(ExitCode.OK, again.exitCode());
      }
      cluster.terminate();
      assertEquals(ExitCode.OK, cluster.exitCode(), cluster.errors());
    }
  }

  private static boolean runs(ProcessHandle process, String file) {
    return process.info().commandLine().orElse("").contains(file);
  }

  @Test
  void writesNothingWhenAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        BrokerProcess cluster =
            start("--override", "listeners=PLAINTEXT://127.0.0.1:" + (taken.getLocalPort() - 1))) {
      assertEquals(ExitCode.FAILED, cluster.exitCode());
      String reason = cluster.errors();
      assertEquals(1, reason.lines().count(), reason);
      assertTrue(reason.startsWith("ringmain: broker "), reason);
      assertTrue(reason.contains("the port is in use"), reason);
      assertFalse(Files.exists(folder.resolve("data")));
    }
  }

  @Test
  void writesNothingWhenItsSettingsAreRefused() throws Exception {
    try (BrokerProcess cluster = start("--override", "zookeeper.connect=h:2181")) {
      assertEquals(ExitCode.REFUSED, cluster.exitCode());
      assertEquals(1, cluster.errors().lines().count(), cluster.errors());
      assertFalse(Files.exists(folder.resolve("data")));
    }
    try (BrokerProcess cluster = start("--brokers", "0")) {
      assertEquals(ExitCode.REFUSED, cluster.exitCode());
      assertEquals(
          "ringmain: --brokers 0: allowed: a whole number from 1 to 32", cluster.errors().strip());
    }
  }

  @Test
  void refusesAFolderThatAnotherClusterUses() throws Exception {
    try (BrokerProcess one = start("--brokers", "1")) {
      assertTrue(one.nextLine().startsWith("ringmain: cluster ready on "), one.errors());
      try (BrokerProcess other = start("--brokers", "1")) {
        assertEquals(ExitCode.FAILED, other.exitCode());
        assertEquals(
            "ringmain: " + folder.resolve("data") + " is in use by another cluster",
            other.errors().strip());
      }
      one.terminate();
      assertEquals(ExitCode.OK, one.exitCode(), one.errors());
    }
  }

  @Test
  void saysWhatIsWrongWithAServerOfAnEnsemble() throws Exception {
    try (BrokerProcess server = new BrokerProcess(folder, "zookeeper")) {
      assertEquals(ExitCode.FAILED, server.exitCode());
      assertEquals(
          "ringmain: the settings of the ZooKeeper server are refused: dataDir is not set",
          server.errors().strip());
    }
  }
}
