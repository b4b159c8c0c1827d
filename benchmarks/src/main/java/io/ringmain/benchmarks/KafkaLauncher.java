package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts Apache Kafka as broker and controller in one process, as its own quick start does.
 *
 * <p>The settings are those of the {@code config/server.properties} that Kafka ships, with other
 * ports and folders; the Java options are those that its start script sets when nobody says
 * otherwise. Only the script itself is left out, to Kafka's advantage.
 */
final class KafkaLauncher implements BrokerLauncher {
  private static final String CLUSTER_ID = "cmluZ21haW4tYmVuY2htYQ";

  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-Xmx1G",
          "-Xms1G",
          "-server",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-Djava.awt.headless=true",
          "-Dcom.sun.management.jmxremote=true",
          "-Dcom.sun.management.jmxremote.authenticate=false",
          "-Dcom.sun.management.jmxremote.ssl=false");

  private final Path libs;
  private final Path java;

  /**
   * Creates a launcher.
   *
   * @param libs the folder of Kafka's jars and those it needs
   */
  KafkaLauncher(Path libs, Path java) {
    this.libs = libs;
    this.java = java;
  }

  @Override
  public String description() {
    return "Apache Kafka 4.4.0, KRaft, broker and controller in one process, its shipped"
        + " server.properties and Java options (1 GiB heap, G1)";
  }

  @Override
  public void prepare() throws IOException {
    if (!Files.isDirectory(libs)) {
      throw new IOException("Kafka's jars are not in " + libs + ": start through ./compare");
    }
  }

  @Override
  public BrokerProcess start(Path folder) throws IOException {
    int port = BrokerLauncher.freePort();
    Files.writeString(folder.resolve("log4j2.properties"), logging());
    Path settings = folder.resolve("server.properties");
    Files.writeString(settings, settings(folder, port, BrokerLauncher.freePort()));
    format(folder, settings, "--standalone");
    return BrokerProcess.start(broker(folder, settings), folder, port);
  }

  static String logging() {
    return """
    appender.console.type=Console
    appender.console.name=console
    appender.console.layout.type=PatternLayout
    appender.console.layout.pattern=[%d] %p %m (%c)%n
    rootLogger.level=INFO
    rootLogger.appenderRef.console.ref=console
    """;
  }

  private static String settings(Path folder, int port, int controllerPort) {
    return """
    node.id=1
    controller.quorum.bootstrap.servers=127.0.0.1:%2$d
    offsets.topic.replication.factor=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    """
            .formatted(port, controllerPort)
        + commonSettings(folder, port, controllerPort);
  }

  /** What a broker of a cluster has as well. */
  static String commonSettings(Path folder, int port, int controllerPort) {
    return """
    process.roles=broker,controller
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    inter.broker.listener.name=PLAINTEXT
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
    num.network.threads=3
    num.io.threads=8
    socket.send.buffer.bytes=102400
    socket.receive.buffer.bytes=102400
    socket.request.max.bytes=104857600
    log.dirs=%3$s
    num.partitions=1
    num.recovery.threads.per.data.dir=1
    log.retention.hours=168
    log.segment.bytes=1073741824
    log.retention.check.interval.ms=300000
    """
        .formatted(port, controllerPort, folder.resolve("data"));
  }

  /** The command that runs a broker. */
  List<String> broker(Path folder, Path settings) {
    return command(folder, JAVA_OPTIONS, "kafka.Kafka", settings.toString());
  }

  /** Formatting is something that an operator does once, so it is no part of the start. */
  void format(Path folder, Path settings, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("format", "-t", CLUSTER_ID));
    arguments.addAll(List.of("-c", settings.toString()));
    arguments.addAll(List.of(more));
    Process process =
        new ProcessBuilder(
                command(
                    folder,
                    List.of("-XX:TieredStopAtLevel=1"),
                    "kafka.tools.StorageTool",
                    arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("format.log").toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new BenchmarkException(
            "Kafka's storage cannot be formatted: "
                + Files.readString(folder.resolve("format.log")));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted while Kafka's storage was being formatted");
    }
  }

  private List<String> command(
      Path folder, List<String> javaOptions, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(javaOptions);
    command.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"));
    command.add("-cp");
    // Kafka before 4.0 looks for the settings of its log on the class path.
    command.add(folder + ":" + libs + "/*");
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }
}
