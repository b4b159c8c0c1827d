package io.ringmain.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * One process of a cluster that is tried out: what it is, and what it is started with.
 *
 * @param kind a broker or a ZooKeeper server
 * @param number from 1, among those of its kind
 * @param file where its settings are kept, so that it can be started again by itself
 */
record ClusterMember(Kind kind, int number, Path file, Map<String, String> settings) {

  /** What there is in a cluster. */
  enum Kind {
    /** Runs with little memory, unless the environment says otherwise. */
    BROKER("broker", "start", "-Xms16m -Xmx256m -XX:+UseSerialGC", LogLevel.WARN),

    /** Complains at length while the others start, so it logs only what is worse. */
    ZOOKEEPER("zookeeper", "zookeeper", "-Xms8m -Xmx64m -XX:+UseSerialGC", LogLevel.ERROR);

    private final String word;
    private final String command;
    private final String heapOptions;
    private final LogLevel logLevel;

    Kind(String word, String command, String heapOptions, LogLevel logLevel) {
      this.word = word;
      this.command = command;
      this.heapOptions = heapOptions;
      this.logLevel = logLevel;
    }

    String word() {
      return word;
    }

    /** The command of the command line that runs one. */
    String command() {
      return command;
    }

    String heapOptions() {
      return heapOptions;
    }

    /** How much is logged, unless the command line says otherwise. */
    LogLevel logLevel() {
      return logLevel;
    }
  }

  /** As the operator knows it. */
  String name() {
    return kind.word + " " + number;
  }

  /** Writes its settings, among which may be passwords, for their owner alone to read. */
  void writeFile() throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      properties.store(out, "Written at each start by: ringmain cluster");
    }
  }
}
