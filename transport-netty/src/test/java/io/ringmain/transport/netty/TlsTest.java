package io.ringmain.transport.netty;

import static io.ringmain.transport.netty.RawPeer.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as Kafka's properties describe it, with certificates that the test makes. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    for (String name : new String[] {"server", "client"}) {
      keytool(
          "-genkeypair",
          "-alias",
          "key",
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + name,
          "-ext",
          "san=dns:localhost,ip:127.0.0.1",
          "-validity",
          "10",
          "-storetype",
          "PKCS12",
          "-keystore",
          name + ".p12",
          "-storepass",
          PASSWORD);
      keytool(
          "-exportcert",
          "-rfc",
          "-alias",
          "key",
          "-keystore",
          name + ".p12",
          "-storepass",
          PASSWORD,
          "-file",
          name + ".pem");
      keytool(
          "-importcert",
          "-noprompt",
          "-alias",
          "trusted",
          "-file",
          name + ".pem",
          "-storetype",
          "JKS",
          "-keystore",
          name + "-trust.jks",
          "-storepass",
          PASSWORD);
    }
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  private static TlsConfig server(String clientAuth) {
    return new TlsConfig(
        true,
        Map.of(
            "ssl.keystore.type",
            "PKCS12",
            "ssl.keystore.location",
            "server.p12",
            "ssl.keystore.password",
            PASSWORD,
            "ssl.truststore.location",
            "client-trust.jks",
            "ssl.truststore.password",
            PASSWORD,
            "ssl.client.auth",
            clientAuth));
  }

  private static Map<String, String> clientTrust() {
    return new HashMap<>(
        Map.of(
            "ssl.truststore.type", "JKS",
            "ssl.truststore.location", "server-trust.jks",
            "ssl.truststore.password", PASSWORD));
  }

  private static Map<String, String> clientWithPemKey() throws Exception {
    KeyStore store =
        KeyStore.getInstance(folder.resolve("client.p12").toFile(), PASSWORD.toCharArray());
    Key key = store.getKey("key", PASSWORD.toCharArray());
    Map<String, String> properties = clientTrust();
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.key", pem("PRIVATE KEY", key.getEncoded()));
    Certificate certificate = store.getCertificate("key");
    properties.put("ssl.keystore.certificate.chain", pem("CERTIFICATE", certificate.getEncoded()));
    return properties;
  }

  private static String pem(String what, byte[] encoded) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(encoded)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static Fixture open(NettyIo io, TlsConfig tls) throws IOException {
    var plain = Fixture.context(io, 10 << 20, 100 << 20);
    var context = new TransportContext(plain.settings(), 2, 10 << 20, 100 << 20, -1, -1, folder);
    return Fixture.open(context, Fixture.with(tls, -1, 100, 100), RecordingHandler::echo);
  }

  private static RecordingHandler connect(Fixture fixture, Map<String, String> properties)
      throws Exception {
    CompletableFuture<RecordingHandler> made = new CompletableFuture<>();
    fixture
        .transport
        .connect(
            "localhost",
            fixture.listener.port(),
            new TlsConfig(true, properties),
            connection -> {
              made.complete(new RecordingHandler(connection));
              return made.join();
            })
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    return made.get(20, TimeUnit.SECONDS);
  }

  @OnEveryIo
  void framesPassEncryptedAndThePeersKnowEachOther(NettyIo io) throws Exception {
    try (Fixture fixture = open(io, server("required"))) {
      RecordingHandler client = connect(fixture, clientWithPemKey());
      Connection accepted = fixture.accepted().connection;
      assertEquals("CN=client", accepted.peerPrincipal().orElseThrow().getName());
      assertEquals("CN=server", client.connection.peerPrincipal().orElseThrow().getName());
      for (int bytes : new int[] {1, 300, 5_000, 70_000, 3 << 20}) {
        client.inCallback(() ->
            client.connection.send(
                List.of(new FramePart.Buffer(ByteBuffer.wrap(pattern(bytes, bytes))))));
        assertArrayEquals(pattern(bytes, bytes), client.takeContent());
      }
    }
  }

  @OnEveryIo
  void slicesPassEncryptedAndAreClosedOnce(NettyIo io) throws Exception {
    byte[] log = pattern(2 << 20, 3);
    try (FileChannel file = StubSlice.file(folder, log);
        Fixture fixture = open(io, server("none"))) {
      RecordingHandler client = connect(fixture, clientTrust());
      RecordingHandler server = fixture.accepted();
      StubSlice slice = new StubSlice(file, 1000, 1 << 20);
      server.inCallback(() -> server.connection.send(List.of(new FramePart.Slice(slice))));
      assertArrayEquals(StubSlice.part(log, 1000, 1 << 20), client.takeContent());
      slice.awaitClosedOnce();
    }
  }

  @OnEveryIo
  void clientWithoutCertificateIsRefusedWhereOneIsRequired(NettyIo io) throws Exception {
    try (Fixture fixture = open(io, server("required"))) {
      // With TLS 1.3 a client learns of the refusal only after its own side of the handshake.
      try {
        RecordingHandler client = connect(fixture, clientTrust());
        client.closed.get(10, TimeUnit.SECONDS);
      } catch (ExecutionException refused) {
        assertTrue(refused.getCause() instanceof IOException, refused::toString);
      }
      assertTrue(fixture.accepted.isEmpty());
    }
  }

  @OnEveryIo
  void peerThatSpeaksNoTlsIsClosed(NettyIo io) throws Exception {
    try (Fixture fixture = open(io, server("none"));
        RawPeer peer = fixture.peer()) {
      peer.sendFrame(pattern(100, 1));
      // An alert may come first.
      assertTrue(peer.in.readAllBytes().length < 100);
      assertTrue(fixture.accepted.isEmpty());
    }
  }

  @Test
  void serverThatIsNotTrustedOrBearsAnotherNameIsRefused() throws Exception {
    try (Fixture fixture = open(NettyIo.NIO, server("none"))) {
      Map<String, String> wrongTrust = clientTrust();
      wrongTrust.put("ssl.truststore.location", "client-trust.jks");
      assertThrows(ExecutionException.class, () -> connect(fixture, wrongTrust));
    }
  }

  @Test
  void pemFilesServeAsKeyAndTrustStores() throws Exception {
    Map<String, String> client = clientWithPemKey();
    Files.writeString(
        folder.resolve("both.pem"),
        client.remove("ssl.keystore.key") + client.remove("ssl.keystore.certificate.chain"));
    client.put("ssl.keystore.location", "both.pem");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", "server.pem");
    client.remove("ssl.truststore.password");
    try (Fixture fixture = open(NettyIo.NIO, server("required"))) {
      connect(fixture, client);
      assertEquals(
          "CN=client", fixture.accepted().connection.peerPrincipal().orElseThrow().getName());
    }
  }

  @Test
  void wrongPropertiesAreRefusedWhenAListenerIsBound() throws Exception {
    Map<String, Map<String, String>> wrong =
        Map.of(
            "ssl.client.auth=maybe", Map.of("ssl.client.auth", "maybe"),
            "ssl.keystore.location=missing.p12", Map.of("ssl.keystore.location", "missing.p12"),
            "TLSv9", Map.of("ssl.enabled.protocols", "TLSv9"),
            "certificate", Map.of("ssl.keystore.key", "x"));
    for (var entry : wrong.entrySet()) {
      Exception refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> open(NettyIo.NIO, new TlsConfig(true, entry.getValue())).close());
      assertTrue(refused.getMessage().contains(entry.getKey()), refused.getMessage());
    }
  }
}
