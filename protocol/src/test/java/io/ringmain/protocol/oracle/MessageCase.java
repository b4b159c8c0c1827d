package io.ringmain.protocol.oracle;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.Message;
import io.ringmain.protocol.Reader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.Schema;

/**
 * One message in one version: our class, Kafka's class, and Kafka's description of the bytes.
 *
 * @param schema what Kafka says the bytes of this version are
 */
public record MessageCase(
    Class<? extends Message> ours,
    Class<? extends org.apache.kafka.common.protocol.Message> theirs,
    Schema schema,
    short version) {

  private static final List<String> KAFKA_PACKAGES =
      List.of(
          "org.apache.kafka.common.message",
          "org.apache.kafka.common.metadata",
          "org.apache.kafka.coordinator.group.generated",
          "org.apache.kafka.coordinator.transaction.generated",
          "org.apache.kafka.coordinator.share.generated",
          "org.apache.kafka.server.log.remote.metadata.storage.generated");

  private static final List<MessageCase> ALL = findAll();

  /** Every generated message in every version. */
  public static List<MessageCase> all() {
    return ALL;
  }

  /** The versions of one message, the lowest first. */
  public static List<MessageCase> of(Class<? extends Message> message) {
    return ALL.stream().filter(one -> one.ours == message).toList();
  }

  /** The messages, each once, in their highest version. */
  public static List<MessageCase> highestVersions() {
    return ALL.stream()
        .filter(one -> one.newOurs().highestSupportedVersion() == one.version)
        .toList();
  }

  public Message newOurs() {
    return instance(ours);
  }

  public Message readOurs(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    Message message = newOurs();
    message.read(new Reader(in), version);
    if (in.hasRemaining()) {
      throw new AssertionError(this + " leaves " + in.remaining() + " bytes unread");
    }
    return message;
  }

  public ByteBuffer writeOurs(Message message) {
    ByteBuffer bytes = ByteBufferWriter.encode(message, version);
    if (bytes.limit() != bytes.capacity()) {
      throw new AssertionError(this + " writes fewer bytes than it says");
    }
    return bytes;
  }

  public org.apache.kafka.common.protocol.Message readTheirs(ByteBuffer bytes) {
    org.apache.kafka.common.protocol.Message message = instance(theirs);
    message.read(new ByteBufferAccessor(bytes.duplicate()), version);
    return message;
  }

  public ByteBuffer writeTheirs(org.apache.kafka.common.protocol.Message message) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
    message.write(new ByteBufferAccessor(bytes), cache, version);
    return bytes.flip();
  }

  @Override
  public String toString() {
    return ours.getSimpleName() + " v" + version;
  }

  private static <T> T instance(Class<T> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static List<MessageCase> findAll() {
    List<MessageCase> cases = new ArrayList<>();
    for (String room : List.of("message", "stored")) {
      for (String name : classNames(room)) {
        addVersions(cases, "io.ringmain.protocol." + room + "." + name, name);
      }
    }
    return List.copyOf(cases);
  }

  private static List<String> classNames(String room) {
    try {
      Path classes =
          Path.of(Message.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(classes.resolve("io/ringmain/protocol/" + room))) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".class") && !file.contains("$"))
            .map(file -> file.substring(0, file.length() - ".class".length()))
            .sorted()
            .toList();
      }
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addVersions(List<MessageCase> cases, String className, String name) {
    try {
      Class<?> found = Class.forName(className);
      if (!Message.class.isAssignableFrom(found)) {
        return; // a table of record types
      }
      var theirs = kafkaClass(name).asSubclass(org.apache.kafka.common.protocol.Message.class);
      Schema[] schemas = (Schema[]) theirs.getField("SCHEMAS").get(null);
      for (short version = 0; version < schemas.length; version++) {
        if (schemas[version] != null) {
          cases.add(
              new MessageCase(found.asSubclass(Message.class), theirs, schemas[version], version));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Class<?> kafkaClass(String name) throws ClassNotFoundException {
    for (String room : KAFKA_PACKAGES) {
      for (String suffix : List.of("", "Data")) {
        try {
          return Class.forName(room + "." + name + suffix);
        } catch (ClassNotFoundException e) {
          // The next candidate may be it.
        }
      }
    }
    throw new ClassNotFoundException("Kafka has no class for " + name);
  }
}
