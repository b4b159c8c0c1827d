package io.ringmain.testkit.scale;

import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.checkers.MetadataModel;
import io.ringmain.testkit.checkers.MetadataModel.Change;
import io.ringmain.testkit.checkers.MetadataModel.State;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.world.WorldListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How the partitions of the cluster stand by the word of the metadata log, in a few numbers that
 * are kept up change by change: to be asked often, however many partitions there are.
 */
final class Ledger implements WorldListener {
  private static final String CONTROLLER = "/controller";
  private static final String LOG = "/metadata/log/";

  private final SimulatedScheduler scheduler;
  private final MetadataModel model;
  private final Census census;
  private final int[] led;
  private final int[] inSync;
  private final Set<Place> places = new HashSet<>();
  private final Set<String> serving = new HashSet<>();
  private int leaderless;
  private int underReplicated;
  private int notPreferred;
  private long electedNs;
  private String controller = "";
  private long controllerElectedNs;
  private long controllerWroteNs;

  private record Place(UUID topicId, int partition) {}

  /**
   * @param model that hears of every commit before this does
   * @param census that is told how many changes there were
   */
  Ledger(SimulatedScheduler scheduler, MetadataModel model, Census census, int brokers) {
    this.scheduler = scheduler;
    this.model = model;
    this.census = census;
    this.led = new int[brokers + 1];
    this.inSync = new int[brokers + 1];
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation instanceof Operation.CreateEphemeral node && node.path().equals(CONTROLLER)) {
        controller = machine;
        controllerElectedNs = scheduler.monotonicNs();
        controllerWroteNs = -1;
      } else if (operation instanceof Operation.Create node
          && node.path().startsWith(LOG)
          && controllerWroteNs == -1) {
        controllerWroteNs = scheduler.monotonicNs();
      }
    }
    model.latestChanges().forEach(this::take);
  }

  private void take(Change change) {
    census.add(Count.PARTITION_CHANGES, 1);
    change.before().ifPresent(state -> count(state, -1));
    count(change.after(), 1);
    places.add(new Place(change.topicId(), change.partition()));
    int leaderBefore = change.before().map(State::leader).orElse(MetadataModel.NO_LEADER);
    if (change.after().leader() != leaderBefore) {
      census.add(Count.ELECTIONS, 1);
      electedNs = scheduler.monotonicNs();
    }
  }

  private void count(State state, int sign) {
    if (state.hasLeader()) {
      led[state.leader()] += sign;
    } else {
      leaderless += sign;
    }
    state.isr().forEach(broker -> inSync[broker] += sign);
    if (state.isr().size() < state.replicas().size()) {
      underReplicated += sign;
    }
    if (state.leader() != state.replicas().getFirst()) {
      notPreferred += sign;
    }
  }

  @Override
  public void onServing(String machine) {
    serving.add(machine);
  }

  @Override
  public void onEnded(String machine) {
    serving.remove(machine);
  }

  /** How many brokers serve. */
  int serving() {
    return serving.size();
  }

  /** How many partitions there are. */
  int partitions() {
    return places.size();
  }

  /** Whether some of these brokers still lead or are in sync, or some partition has no leader. */
  boolean dependsOn(List<Integer> brokers) {
    return leaderless > 0 || brokers.stream().anyMatch(id -> led[id] > 0 || inSync[id] > 0);
  }

  /** How many partitions a broker leads. */
  int ledBy(int broker) {
    return led[broker];
  }

  /** How many partitions have replicas that are not in sync. */
  int underReplicated() {
    return underReplicated;
  }

  /** How many partitions are not led by their first replica. */
  int notPreferred() {
    return notPreferred;
  }

  /** How many partitions nobody leads. */
  int leaderless() {
    return leaderless;
  }

  /** When the latest partition got another leader. */
  long electedNs() {
    return electedNs;
  }

  /** The machine of the latest controller. */
  String controller() {
    return controller;
  }

  /** When it was elected. */
  long controllerElectedNs() {
    return controllerElectedNs;
  }

  /** When it wrote its first records, or −1 before. */
  long controllerWroteNs() {
    return controllerWroteNs;
  }

  /** Partitions of which two replicas are in one rack, as words; nobody should be in it. */
  List<String> crowded(ScalePlan plan) {
    return places.stream()
        .flatMap(place ->
            model.find(place.topicId, place.partition).stream()
                .filter(state -> racks(plan, state) < state.replicas().size())
                .map(state -> place + " has " + state.replicas()))
        .toList();
  }

  private static long racks(ScalePlan plan, State state) {
    return state.replicas().stream().map(plan::rackOf).distinct().count();
  }
}
