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
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the command line, kept by the real process. */
class BrokerProcessIT {
  private static final Pattern READY =
      Pattern.compile("ringmain: broker (\\d+) ready on 127\\.0\\.0\\.1:(\\d+)");

  @TempDir private Path folder;

  private BrokerProcess start(String... more) throws IOException {
    String[] arguments = new String[5 + more.length];
    List<String> common =
        List.of(
            "start",
            "--override",
            "listeners=PLAINTEXT://127.0.0.1:0",
            "--override",
            "log.dirs=" + folder.resolve("data"));
    common.toArray(arguments);
    System.arraycopy(more, 0, arguments, common.size(), more.length);
    return new BrokerProcess(folder, arguments);
  }

  private static int port(BrokerProcess broker) throws IOException {
    String line = broker.nextLine();
    Matcher ready = READY.matcher(line);
    assertTrue(ready.matches(), () -> "'" + line + "'");
    return Integer.parseInt(ready.group(2));
  }

  @Test
  void saysWhereItServesThenStopsCleanlyOnSigterm() throws Exception {
    try (BrokerProcess broker = start()) {
      int port = port(broker);
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(client.isConnected());
      }
      broker.terminate();
      assertEquals(ExitCode.OK, broker.exitCode(), broker.errors());
      assertEquals("", broker.nextLine());
      assertTrue(broker.errors().contains("broker 1 stopped"), broker.errors());
    }
  }

  @Test
  void startsAgainOnWhatItLeft() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (BrokerProcess broker = start("--log-level=warn")) {
        port(broker);
        broker.terminate();
        assertEquals(ExitCode.OK, broker.exitCode(), broker.errors());
      }
    }
  }

  @Test
  void refusesTheFolderOfAnotherBroker() throws Exception {
    try (BrokerProcess broker = start()) {
      port(broker);
      broker.terminate();
      broker.exitCode();
    }
    try (BrokerProcess other = start("--override", "node.id=2")) {
      assertEquals(ExitCode.FAILED, other.exitCode());
      String reason = other.errors().lines().toList().getLast();
      assertTrue(reason.startsWith("ringmain: " + folder.resolve("data")), reason);
      assertTrue(reason.contains("belongs to broker 1, and this is broker 2"), reason);
    }
  }

  @Test
  void writesNothingWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        BrokerProcess broker =
            start(
                "--override",
                "listeners=PLAINTEXT://127.0.0.1:" + taken.getLocalPort(),
                "--log-level",
                "warn")) {
      assertEquals(ExitCode.FAILED, broker.exitCode());
      assertEquals("", broker.nextLine());
      String reason = broker.errors();
      assertEquals(1, reason.lines().count(), reason);
      assertTrue(reason.contains(String.valueOf(taken.getLocalPort())), reason);
      assertFalse(Files.exists(folder.resolve("data")));
    }
  }

  @Test
  void writesNothingWhenItsConfigurationIsRefused() throws Exception {
    try (BrokerProcess broker = start("--override", "num.partition=3")) {
      assertEquals(ExitCode.REFUSED, broker.exitCode());
      assertEquals(
          "ringmain: num.partition=3: unknown key; did you mean num.partitions?",
          broker.errors().strip());
      assertFalse(Files.exists(folder.resolve("data")));
    }
  }

  @Test
  void printsHelpAndVersion() throws Exception {
    try (BrokerProcess help = new BrokerProcess(folder, "--help")) {
      assertEquals(CommandLine.HELP.lines().findFirst().orElseThrow(), help.nextLine());
      assertEquals(ExitCode.OK, help.exitCode());
    }
    try (BrokerProcess version = new BrokerProcess(folder, "--version")) {
      assertEquals("ringmain " + Assembled.version(), version.nextLine());
      assertEquals(ExitCode.OK, version.exitCode());
    }
  }
}
