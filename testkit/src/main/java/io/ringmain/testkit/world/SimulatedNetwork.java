package io.ringmain.testkit.world;

import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The network between all machines of a simulation. Frames take time that chance decides, and stay
 * in order within a connection; between connections they overtake one another.
 *
 * <p>Its faults are switches on the links: cut (one direction or both), slower, and the reset of
 * all connections between two machines.
 */
public final class SimulatedNetwork {
  private static final int FIRST_FREE_PORT = 40_000;
  private static final int LEAST_DELAY_NS = 30_000;
  private static final int DELAY_SPREAD_NS = 400_000;

  private final SimulatedScheduler scheduler;
  private final Random random;
  private final WorldListener listener;
  private final TreeMap<String, Link> links = new TreeMap<>();
  private final TreeMap<String, SimulatedListener> listeners = new TreeMap<>();
  private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
  private final Set<String> down = new LinkedHashSet<>();
  private int nextFreePort = FIRST_FREE_PORT;
  private long lastConnectionId;
  private long leakedBytes;

  SimulatedNetwork(SimulatedScheduler scheduler, Random random, WorldListener listener) {
    this.scheduler = scheduler;
    this.random = random;
    this.listener = listener;
  }

  WorldListener listener() {
    return listener;
  }

  SimulatedScheduler scheduler() {
    return scheduler;
  }

  long newConnectionId() {
    return ++lastConnectionId;
  }

  Link link(String from, String to) {
    return links.computeIfAbsent(from + ">" + to, _ -> new Link(from, to));
  }

  /** Frames from one machine to another stop arriving. */
  public void cut(String from, String to) {
    link(from, to).cut();
  }

  /** Takes one {@link #cut} back. */
  public void mend(String from, String to) {
    link(from, to).mend();
  }

  /** Frames from one machine to another take longer, or, with a negative time, less long again. */
  public void delayMore(String from, String to, long ns) {
    link(from, to).delayMore(ns);
  }

  /** Every connection between two machines ends at once, in the midst of whatever it carries. */
  public void reset(String one, String other) {
    for (SimulatedConnection connection : List.copyOf(connections)) {
      if (connection.isBetween(one, other)) {
        connection.resetByNetwork();
      }
    }
  }

  /** How long the next frame takes on a link. */
  long drawDelayNs(Link link) {
    return LEAST_DELAY_NS + random.nextInt(DELAY_SPREAD_NS) + link.extraDelayNs();
  }

  /** The plugin {@code simulated} for one process. */
  TransportProvider provider(SimulatedProcess process) {
    return new TransportProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Transport open(TransportContext context) {
        return new SimulatedTransport(SimulatedNetwork.this, process, context);
      }
    };
  }

  /** Bytes of frames that a process still held when it had closed its transport. */
  public long leakedBytes() {
    return leakedBytes;
  }

  void leaked(long bytes) {
    leakedBytes += bytes;
  }

  void opened(SimulatedConnection connection) {
    connections.add(connection);
  }

  void closed(SimulatedConnection connection) {
    connections.remove(connection);
  }

  /**
   * A process has died. When only it has, the machine's operating system resets its connections;
   * when the whole machine has, nobody is told, until it is up again and knows nothing of them.
   */
  void processDied(SimulatedProcess process, boolean machineToo) {
    listeners.values().removeIf(listener -> listener.process() == process);
    List<SimulatedConnection> ended = new ArrayList<>();
    for (SimulatedConnection connection : connections) {
      if (connection.process() == process) {
        ended.add(connection);
      }
    }
    connections.removeAll(ended);
    if (machineToo) {
      down.add(process.name());
    } else {
      ended.forEach(SimulatedConnection::resetByDeath);
    }
  }

  /** A machine runs, if it had failed. */
  void machineIsUp(String machine) {
    down.remove(machine);
  }

  boolean isUp(String machine) {
    return !down.contains(machine);
  }

  void bind(String host, int port, SimulatedListener listener) throws IOException {
    if (listeners.putIfAbsent(address(host, port), listener) != null) {
      throw new BindException(address(host, port) + " is in use");
    }
  }

  int freePort() {
    return nextFreePort++;
  }

  void unbind(String host, int port) {
    listeners.remove(address(host, port));
  }

  /** Who listens at an address, or null. */
  SimulatedListener listener(String host, int port) {
    return listeners.get(address(host, port));
  }

  private static String address(String host, int port) {
    return host + ":" + port;
  }
}
