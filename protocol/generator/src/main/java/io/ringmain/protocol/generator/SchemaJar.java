package io.ringmain.protocol.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** A published Kafka jar, and the schemas in it. */
final class SchemaJar {
  private static final Pattern SCHEMA =
      Pattern.compile("(common/message|common/metadata|message)/[A-Za-z0-9]+\\.json");

  private SchemaJar() {}

  /** All messages in the jar that still have a version, by name. */
  static List<MessageSchema> messages(Path jar) {
    Map<String, String> texts = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      Enumeration<JarEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (SCHEMA.matcher(entry.getName()).matches()) {
          byte[] bytes = file.getInputStream(entry).readAllBytes();
          texts.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + jar, e);
    }
    if (texts.isEmpty()) {
      throw new SchemaException("there is no message schema in " + jar.getFileName());
    }
    return texts.entrySet().stream()
        .map(entry -> SchemaParser.parse(Json.parseObject(entry.getKey(), entry.getValue())))
        .flatMap(Optional::stream)
        .toList();
  }
}
