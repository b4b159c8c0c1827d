package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Listeners that are served by TLS, to Kafka's Java clients and to kcat.
 *
 * <pre>
 *   SSL     PKCS12 key store, any client                     ssl.*
 *   MUTUAL  PEM key store, clients with a trusted key only   listener.name.mutual.ssl.*
 * </pre>
 */
class TlsIT {
  private static final String PASSWORD = "changeit";
  private static final Path KEYS = newFolder();

  @RegisterExtension
  static final TestBroker broker =
      new TestBroker(
              Map.of(
                  "listeners",
                  "SSL://127.0.0.1:0,MUTUAL://127.0.0.1:0",
                  "listener.security.protocol.map",
                  "SSL:SSL,MUTUAL:SSL",
                  "ssl.keystore.type",
                  "PKCS12",
                  "ssl.keystore.location",
                  KEYS.resolve("broker.p12").toString(),
                  "ssl.keystore.password",
                  PASSWORD,
                  "listener.name.mutual.ssl.keystore.type",
                  "PEM",
                  "listener.name.mutual.ssl.keystore.location",
                  KEYS.resolve("broker.pem").toString(),
                  "listener.name.mutual.ssl.truststore.location",
                  KEYS.resolve("client-trust.jks").toString(),
                  "listener.name.mutual.ssl.truststore.password",
                  PASSWORD,
                  "listener.name.mutual.ssl.client.auth",
                  "required"))
          .after(TlsIT::makeKeys);

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("ringmain-keys");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void deleteKeys() throws IOException {
    try (Stream<Path> files = Files.list(KEYS)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(KEYS);
  }

  /** A self-signed key each for the broker and a client, and what trusts them. */
  private static void makeKeys() throws IOException, InterruptedException {
    Tool.require("openssl");
    for (String owner : List.of("broker", "client")) {
      keytool(
          "-genkeypair",
          "-alias",
          owner,
          "-keyalg",
          "EC",
          "-validity",
          "2",
          "-dname",
          "CN=" + owner,
          "-ext",
          "SAN=ip:127.0.0.1",
          "-storetype",
          "PKCS12",
          "-keystore",
          owner + ".p12");
      keytool(
          "-exportcert",
          "-rfc",
          "-alias",
          owner,
          "-keystore",
          owner + ".p12",
          "-file",
          owner + ".crt");
      keytool(
          "-importcert",
          "-noprompt",
          "-alias",
          owner,
          "-storetype",
          "JKS",
          "-file",
          owner + ".crt",
          "-keystore",
          owner + "-trust.jks");
      // Key and certificate as one PEM file.
      Tool.run(
          KEYS,
          "",
          List.of(
              "openssl",
              "pkcs12",
              "-in",
              owner + ".p12",
              "-passin",
              "pass:" + PASSWORD,
              "-nodes",
              "-out",
              owner + ".pem"));
    }
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Tool.run(KEYS, "", command);
  }

  private static Map<String, Object> settings(String bootstrap, boolean withKey) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("security.protocol", "SSL");
    settings.put("ssl.truststore.location", KEYS.resolve("broker-trust.jks").toString());
    settings.put("ssl.truststore.password", PASSWORD);
    if (withKey) {
      settings.put("ssl.keystore.type", "PKCS12");
      settings.put("ssl.keystore.location", KEYS.resolve("client.p12").toString());
      settings.put("ssl.keystore.password", PASSWORD);
    }
    return settings;
  }

  private static Producer<String, String> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static void producesAndConsumes(String topic, Map<String, Object> settings) {
    try (Producer<String, String> producer = producer(settings)) {
      for (int i = 0; i < 100; i++) {
        Future<RecordMetadata> _ = producer.send(new ProducerRecord<>(topic, "key", "value " + i));
      }
    }
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      assertEquals("value 99", Clients.values(Clients.poll(consumer, 100)).getLast());
    }
  }

  @Test
  void servesClientsThatTrustIt() {
    producesAndConsumes("plain", settings(broker.bootstrap(), false));
  }

  @Test
  void servesClientsThatItTrusts() {
    producesAndConsumes("mutual", settings(broker.secondBootstrap(), true));
  }

  @Test
  void refusesClientsWithoutAKeyWhereOneIsRequired() {
    Map<String, Object> settings = settings(broker.secondBootstrap(), false);
    try (Producer<String, String> producer = producer(settings)) {
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> producer.send(new ProducerRecord<>("refused", "value")).get());
      assertInstanceOf(SslAuthenticationException.class, refused.getCause());
    }
  }

  @Test
  void servesKcat() throws Exception {
    Tool.require("kcat");
    kcat("a\nb\n", broker.bootstrap(), "-P", "-t", "kcat");
    assertEquals("a\nb\n", kcat("", broker.bootstrap(), "-C", "-t", "kcat", "-e"));
  }

  @Test
  void servesKcatWithAKeyOfItsOwn() throws Exception {
    Tool.require("kcat");
    String[] key = {
      "-X", "ssl.key.location=" + KEYS.resolve("client.pem"),
      "-X", "ssl.certificate.location=" + KEYS.resolve("client.pem")
    };
    Stream<String> produce = Stream.concat(Stream.of(key), Stream.of("-P", "-t", "kcat-mutual"));
    kcat("a\nb\n", broker.secondBootstrap(), produce.toArray(String[]::new));
    Stream<String> consume =
        Stream.concat(Stream.of(key), Stream.of("-C", "-t", "kcat-mutual", "-e"));
    assertEquals("a\nb\n", kcat("", broker.secondBootstrap(), consume.toArray(String[]::new)));
  }

  private static String kcat(String input, String bootstrap, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kcat", "-q", "-b", bootstrap));
    command.addAll(List.of("-X", "security.protocol=ssl"));
    command.addAll(List.of("-X", "ssl.ca.location=" + KEYS.resolve("broker.crt")));
    command.addAll(List.of(arguments));
    return Tool.run(KEYS, input, command);
  }
}
