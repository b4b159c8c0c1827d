package io.ringmain.protocol.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Generates the message codecs: {@code Generator OUTPUT_FOLDER JAR...}.
 *
 * <p>Run by the build of the protocol module, once for all jars. What becomes of a jar's schemas is
 * decided by its artifact name, the part of the file name before the version.
 */
public final class Generator {
  private static final String MESSAGE_PACKAGE = "io.ringmain.protocol.message";
  private static final String STORED_PACKAGE = "io.ringmain.protocol.stored";

  private final SourceTree sources;

  private Generator(SourceTree sources) {
    this.sources = sources;
  }

  public static void main(String[] arguments) {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("usage: Generator OUTPUT_FOLDER JAR...");
    }
    SourceTree sources = new SourceTree(Path.of(arguments[0]));
    Map<String, Path> jars = new TreeMap<>();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      Path jar = Path.of(argument);
      jars.put(jar.getFileName().toString().replaceFirst("-[0-9].*$", ""), jar);
    }
    Generator generator = new Generator(sources);
    jars.forEach(generator::generate);
    sources.deleteOthers();
  }

  private void generate(String artifact, Path jar) {
    List<MessageSchema> messages = SchemaJar.messages(jar);
    switch (artifact) {
      case "kafka-clients" -> {
        emit(messages, MESSAGE_PACKAGE, false);
        sources.add(ApiKeyEmitter.emit(messages, MESSAGE_PACKAGE));
      }
      case "kafka-metadata" -> {
        emit(messages, STORED_PACKAGE, true);
        sources.add(RecordTypeEmitter.emitMetadata(STORED_PACKAGE, "MetadataRecordType", messages));
      }
      case "kafka-storage" -> {
        // The remote log metadata; ProducerSnapshot and the snapshot of segments are of no numbered
        // type.
        emit(messages, STORED_PACKAGE, true);
        sources.add(
            RecordTypeEmitter.emitMetadata(STORED_PACKAGE, "RemoteLogMetadataType", messages));
      }
      case "kafka-group-coordinator" -> coordinator(messages, "GroupRecordType");
      case "kafka-transaction-coordinator" -> coordinator(messages, "TransactionRecordType");
      case "kafka-share-coordinator" -> coordinator(messages, "ShareRecordType");
      default ->
          throw new IllegalArgumentException(
              "what to do with the schemas of " + artifact + " is not known");
    }
  }

  private void coordinator(List<MessageSchema> messages, String recordType) {
    emit(messages, STORED_PACKAGE, false);
    sources.add(RecordTypeEmitter.emitCoordinator(STORED_PACKAGE, recordType, messages));
  }

  private void emit(List<MessageSchema> messages, String packageName, boolean metadataRecords) {
    for (MessageSchema message : messages) {
      boolean typed = metadataRecords && message.apiKey().isPresent();
      sources.add(MessageEmitter.emit(message, packageName, typed));
    }
  }
}
