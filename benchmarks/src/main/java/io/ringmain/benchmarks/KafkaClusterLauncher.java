package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts three Apache Kafka processes, each broker and controller, as one: children of a shell that
 * ends when it is told to.
 */
final class KafkaClusterLauncher implements BrokerLauncher {
  private final KafkaLauncher single;

  KafkaClusterLauncher(KafkaLauncher single) {
    this.single = single;
  }

  @Override
  public String description() {
    return "a cluster of three: Apache Kafka 4.4.0, each process broker and KRaft controller, the"
        + " settings and Java options of the single one";
  }

  @Override
  public void prepare() throws IOException {
    single.prepare();
  }

  @Override
  public BrokerProcess start(Path folder) throws IOException {
    List<Integer> ports = new ArrayList<>();
    List<Integer> controllerPorts = new ArrayList<>();
    for (int broker = 0; broker < Loads.BROKERS; broker++) {
      ports.add(BrokerLauncher.freePort());
      controllerPorts.add(BrokerLauncher.freePort());
    }
    StringBuilder commands = new StringBuilder();
    for (int broker = 0; broker < Loads.BROKERS; broker++) {
      Path own = Files.createDirectory(folder.resolve("kafka-" + (broker + 1)));
      Files.writeString(own.resolve("log4j2.properties"), KafkaLauncher.logging());
      Path settings = own.resolve("server.properties");
      Files.writeString(
          settings,
          clusterSettings(broker + 1, controllerPorts)
              + KafkaLauncher.commonSettings(own, ports.get(broker), controllerPorts.get(broker)));
      single.format(own, settings);
      commands
          .append(
              single.broker(own, settings).stream()
                  .map(word -> "'" + word + "'")
                  .collect(Collectors.joining(" ")))
          .append(" &\n");
    }
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            """
            trap 'kill $(jobs -p); wait; exit 0' TERM INT
            %s
            wait
            """
                .formatted(commands));
    return BrokerProcess.start(command, folder, ports.getFirst());
  }

  static String clusterSettings(int id, List<Integer> controllerPorts) {
    StringBuilder voters = new StringBuilder();
    for (int other = 0; other < controllerPorts.size(); other++) {
      voters
          .append(other == 0 ? "" : ",")
          .append(other + 1)
          .append("@127.0.0.1:")
          .append(controllerPorts.get(other));
    }
    return """
    node.id=%d
    controller.quorum.voters=%s
    offsets.topic.replication.factor=3
    """
        .formatted(id, voters);
  }
}
