package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kafkajs, the JavaScript client. The facts themselves are in {@code kafkajs/facts.js}. */
class KafkajsIT {
  @RegisterExtension
  static final TestBroker broker = new TestBroker(Map.of("group.initial.rebalance.delay.ms", "0"));

  private static final Path FOLDER = Path.of(System.getProperty("ringmain.kafkajs"));

  @BeforeAll
  static void installs() throws Exception {
    Tool.require("node");
    Tool.require("npm");
    Files.createDirectories(FOLDER);
    boolean same = true;
    for (String file : List.of("package.json", "package-lock.json", "facts.js")) {
      same &= copied(file);
    }
    if (!same || !Files.isDirectory(FOLDER.resolve("node_modules"))) {
      Tool.run(FOLDER, "", List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"codecs", "idempotence", "groups", "admin"})
  void holds(String fact) throws Exception {
    assertEquals("", Tool.run(FOLDER, "", List.of("node", "facts.js", broker.bootstrap(), fact)));
  }

  /** Copies a file to where it is run; says whether the same was there already. */
  private static boolean copied(String name) throws IOException {
    Path target = FOLDER.resolve(name);
    byte[] wanted;
    try (InputStream file = KafkajsIT.class.getResourceAsStream("/kafkajs/" + name)) {
      wanted = file.readAllBytes();
    }
    boolean same = Files.exists(target) && Arrays.equals(wanted, Files.readAllBytes(target));
    Files.write(target, wanted);
    return same;
  }
}
