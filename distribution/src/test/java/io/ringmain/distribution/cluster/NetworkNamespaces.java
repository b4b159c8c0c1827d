package io.ringmain.distribution.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of this machine's own, in which each broker has a namespace and can be cut off.
 *
 * <pre>
 *   test, ensemble                     namespace of broker 1
 *   10.213.N.1 ── bridge ── veth ─────── 10.213.N.11
 *                    └───── veth ─────── 10.213.N.12, of broker 2 …
 * </pre>
 *
 * <p>Needs root. Used by the thread of the test.
 */
final class NetworkNamespaces implements TestCluster.Addresses, AutoCloseable {
  private final String name;
  private final String network;
  private final int brokers;

  private NetworkNamespaces(int brokers) {
    this.brokers = brokers;
    int number = (int) (ProcessHandle.current().pid() % 250);
    name = "rm" + number;
    network = "10.213." + number + ".";
  }

  /** Skips the test, visibly, where there can be no such network. */
  static NetworkNamespaces open(int brokers) throws IOException {
    boolean hasIp =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ip")));
    Assumptions.assumeTrue(hasIp, "no ip on the PATH; the package iproute2 has it");
    NetworkNamespaces made = new NetworkNamespaces(brokers);
    made.close();
    Assumptions.assumeTrue(
        made.ip("link", "add", made.name, "type", "bridge") == 0,
        "network namespaces and bridges need root");
    made.must("addr", "add", made.network + "1/24", "dev", made.name);
    made.must("link", "set", made.name, "up");
    for (int id = 1; id <= brokers; id++) {
      made.connect(id);
    }
    return made;
  }

  private void connect(int id) throws IOException {
    must("netns", "add", namespace(id));
    must(
        "link", "add", outside(id), "type", "veth", "peer", "name", "eth0", "netns", namespace(id));
    must("link", "set", outside(id), "master", name, "up");
    must("-n", namespace(id), "addr", "add", ofBroker(id) + "/24", "dev", "eth0");
    must("-n", namespace(id), "link", "set", "eth0", "up");
    must("-n", namespace(id), "link", "set", "lo", "up");
  }

  private String namespace(int id) {
    return name + "-" + id;
  }

  private String outside(int id) {
    return name + "v" + id;
  }

  /** From now on nothing reaches the broker, and nothing comes from it. */
  void cutOff(int id) throws IOException {
    must("link", "set", outside(id), "down");
  }

  void heal(int id) throws IOException {
    must("link", "set", outside(id), "up");
  }

  @Override
  public String ofBroker(int id) {
    return network + (10 + id);
  }

  @Override
  public List<String> prefixOfBroker(int id) {
    return List.of("ip", "netns", "exec", namespace(id));
  }

  @Override
  public String ofEnsemble() {
    return network + "1";
  }

  private void must(String... arguments) throws IOException {
    int exitCode = ip(arguments);
    if (exitCode != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + " failed: " + exitCode);
    }
  }

  private int ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String _ = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Its output has ended, so it has.
    return process.onExit().join().exitValue();
  }

  /** Takes it all away again, also what a run that was killed has left. */
  @Override
  public void close() throws IOException {
    for (int id = 1; id <= brokers; id++) {
      ip("netns", "del", namespace(id));
    }
    ip("link", "del", name);
  }
}
