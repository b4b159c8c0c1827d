package io.ringmain.coordination.zk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationServer;
import io.ringmain.testkit.tck.coordination.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZkEnsembleServerTest {
  @TempDir private Path folder;

  private Map<String, String> settings(int number, int[] ports) throws IOException {
    Path data = Files.createDirectories(folder.resolve("server-" + number));
    Files.writeString(data.resolve("myid"), Integer.toString(number));
    Map<String, String> settings = new HashMap<>();
    settings.put("dataDir", data.toString());
    settings.put("clientPort", Integer.toString(ports[number - 1]));
    settings.put("clientPortAddress", "127.0.0.1");
    settings.put("tickTime", "200");
    settings.put("initLimit", "25");
    settings.put("syncLimit", "25");
    for (int other = 1; other <= 3; other++) {
      settings.put("server." + other, "127.0.0.1:" + ports[2 + other] + ":" + ports[5 + other]);
    }
    return settings;
  }

  private static int[] freePorts() {
    return IntStream.range(0, 9).map(_ -> FreePorts.next()).toArray();
  }

  @Test
  void servesOnceThereIsALeaderAndStopsWhenToldTo() throws Exception {
    int[] ports = freePorts();
    List<CoordinationServer> servers = new ArrayList<>();
    try {
      for (int number = 1; number <= 3; number++) {
        servers.add(new ZkCoordinationProvider().startServer(settings(number, ports)));
      }
      for (CoordinationServer server : servers) {
        assertTrue(server.awaitServing());
      }
      assertEquals("127.0.0.1:" + ports[0], servers.getFirst().address());
    } finally {
      servers.forEach(CoordinationServer::close);
    }
    for (CoordinationServer server : servers) {
      assertTrue(server.awaitStop());
      assertFalse(server.awaitServing());
    }
  }

  private static String refused(Map<String, String> settings) {
    return assertThrows(CoordinationException.class, () -> ZkEnsembleServer.start(settings))
        .getMessage();
  }

  @Test
  void namesWhatIsWrongWithItsSettings() throws IOException {
    String refused = "the settings of the ZooKeeper server are refused: ";
    assertEquals(refused + "dataDir is not set", refused(Map.of()));
    Map<String, String> notANumber = settings(1, freePorts());
    notANumber.put("tickTime", "fast");
    assertEquals(refused + "not a number: For input string: \"fast\"", refused(notANumber));
    Map<String, String> alone =
        Map.of("dataDir", folder.resolve("alone").toString(), "clientPort", "2181");
    assertTrue(refused(alone).startsWith(refused + "server.N=HOST:PORT:PORT: at least two"));
  }

  @Test
  void saysThatItsPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Map<String, String> settings = settings(1, freePorts());
      settings.put("clientPort", Integer.toString(taken.getLocalPort()));
      String message = refused(settings);
      assertTrue(message.contains("127.0.0.1:" + taken.getLocalPort()), message);
      assertTrue(message.contains("Address already in use"), message);
    }
  }
}
