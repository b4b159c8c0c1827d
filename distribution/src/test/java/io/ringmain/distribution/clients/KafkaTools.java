package io.ringmain.distribution.clients;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs that come with Kafka, which lie in a folder of jars, and how a process runs one. The
 * first one makes an archive of the classes that most of them load, since half of what such a
 * process does is to load them. Any thread, and several test processes.
 */
public final class KafkaTools {
  private static final String PACKAGE = "org.apache.kafka.tools.";

  private KafkaTools() {}

  static Path jars() {
    return Path.of(System.getProperty("ringmain.kafka.tools"));
  }

  /**
   * What runs one of them.
   *
   * @param mainClass without {@code org.apache.kafka.tools}
   */
  public static List<String> command(String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = java();
    // Where an archive is of no use, nothing is said of it.
    command.addAll(List.of("-Xlog:disable", "-Xlog:all=error,aot*=off,cds*=off:stderr"));
    command.add("-XX:SharedArchiveFile=" + archive());
    addProgram(command, mainClass, arguments);
    return command;
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    return command;
  }

  private static void addProgram(List<String> command, String mainClass, List<String> arguments)
      throws IOException {
    try (Stream<Path> files = Files.list(jars())) {
      command.add("-cp");
      command.add(
          files
              .map(Path::toString)
              .filter(file -> file.endsWith(".jar"))
              .sorted()
              .collect(Collectors.joining(File.pathSeparator)));
    }
    command.add(PACKAGE + mainClass);
    command.addAll(arguments);
  }

  private static Path archive() throws IOException, InterruptedException {
    Path archive = jars().resolve("classes.jsa");
    try (FileChannel file =
            FileChannel.open(
                jars().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = file.lock()) {
      if (!Files.exists(archive)) {
        makeArchive(archive);
      }
    }
    return archive;
  }

  /** By a program that asks a broker that is not there, and soon gives up. */
  private static void makeArchive(Path archive) throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            jars().resolve("soon.properties"),
            "default.api.timeout.ms=100\nrequest.timeout.ms=100\n");
    Path fresh = jars().resolve("classes.jsa.new");
    List<String> command = java();
    command.add("-XX:ArchiveClassesAtExit=" + fresh);
    addProgram(
        command,
        "TopicCommand",
        List.of(
            "--bootstrap-server",
            "127.0.0.1:1",
            "--list",
            "--command-config",
            settings.toString()));
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    program.waitFor();
    if (!Files.exists(fresh)) {
      // Not every Java virtual machine makes archives; an empty one is of no use, and does no harm.
      Files.createFile(fresh);
    }
    Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
  }
}
