package io.ringmain.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.spi.transport.TlsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules by TLS, on whatever reads and writes sockets best here. */
final class TlsRulesTest extends NettyRules {
  private static final String PASSWORD = "changeit";

  /** Made once, for the tests of either engine; deleted with the JVM's other temporary files. */
  private static final Path KEYS = keys();

  TlsRulesTest() {
    super(NettyIo.choose("auto"));
  }

  @Override
  protected Path workingDirectory() {
    return KEYS;
  }

  @Override
  protected TlsConfig listenerTls() {
    return new TlsConfig(
        true,
        Map.of(
            "ssl.keystore.type",
            "PKCS12",
            "ssl.keystore.location",
            "server.p12",
            "ssl.keystore.password",
            PASSWORD));
  }

  @Override
  protected TlsConfig connectTls() {
    return new TlsConfig(
        true, Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", "server.pem"));
  }

  private static Path keys() {
    try {
      Path folder = Files.createTempDirectory("ringmain-keys");
      List<String> store = List.of("-alias", "key", "-keystore", "server.p12", "-storepass");
      keytool(
          folder,
          store,
          List.of(
              "-genkeypair",
              "-keyalg",
              "EC",
              "-dname",
              "CN=server",
              "-ext",
              "san=dns:localhost,ip:127.0.0.1",
              "-storetype",
              "PKCS12"));
      keytool(folder, store, List.of("-exportcert", "-rfc", "-file", "server.pem"));
      for (String file : List.of("server.p12", "server.pem")) {
        folder.resolve(file).toFile().deleteOnExit();
      }
      return folder;
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void keytool(Path folder, List<String> store, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(arguments);
    command.addAll(store);
    command.add(PASSWORD);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
