package io.ringmain.testkit.simulator;

import io.ringmain.testkit.faults.ScheduledFault;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Looks for the shortest simulation that breaks the same invariant as a given one: less time, fewer
 * faults, fewer clients.
 *
 * <pre>
 *   duration: until just after it broke  ─▶  faults: without halves, quarters … single ones
 *        ▲                                          │
 *        └────────── as long as it helps ◀── clients: without one after the other
 * </pre>
 *
 * <p>Faults and clients draw from chances of their own, so the others stay what they were.
 */
public final class Shrinking {
  /** Enough for most; each run takes about as long as the one that broke. */
  public static final int MOST_RUNS = 200;

  private static final long AFTER_BREAKING_MS = 1;

  private final Function<SimulationPlan, SimulationResult> run;
  private final Consumer<SimulationPlan> progress;
  private SimulationResult shortest;
  private int runsLeft;

  private Shrinking(
      SimulationResult broken,
      int mostRuns,
      Function<SimulationPlan, SimulationResult> run,
      Consumer<SimulationPlan> progress) {
    this.shortest = broken;
    this.runsLeft = mostRuns;
    this.run = run;
    this.progress = progress;
  }

  /**
   * Shrinks.
   *
   * @param broken a result in which an invariant broke
   * @param mostRuns how many simulations to try
   * @param progress is told each plan that is shorter and still breaks the invariant
   */
  public static SimulationResult shrink(
      SimulationResult broken, int mostRuns, Consumer<SimulationPlan> progress) {
    return shrink(broken, mostRuns, Simulation::run, progress);
  }

  /** The same, for simulations that something else runs. */
  static SimulationResult shrink(
      SimulationResult broken,
      int mostRuns,
      Function<SimulationPlan, SimulationResult> run,
      Consumer<SimulationPlan> progress) {
    Shrinking shrinking = new Shrinking(broken, mostRuns, run, progress);
    boolean shorter = true;
    while (shorter && shrinking.runsLeft > 0) {
      shorter = shrinking.dropTime();
      shorter |= shrinking.dropFaults();
      shorter |= shrinking.dropClients();
    }
    return shrinking.shortest;
  }

  private boolean dropTime() {
    SimulationPlan plan = shortest.plan();
    long brokeMs = shortest.violations().getFirst().atNs() / 1_000_000 + AFTER_BREAKING_MS;
    boolean shorter = brokeMs < plan.durationMs() && holdsFor(plan.shortenedTo(brokeMs));
    for (long cutMs = shortest.plan().durationMs() / 2; cutMs > 100; cutMs /= 2) {
      SimulationPlan now = shortest.plan();
      shorter |= holdsFor(now.shortenedTo(Math.max(1, now.durationMs() - cutMs)));
    }
    return shorter;
  }

  private boolean dropFaults() {
    boolean shorter = false;
    TreeSet<Integer> numbers = new TreeSet<>();
    shortest.faults().stream().map(ScheduledFault::number).forEach(numbers::add);
    Optional<Set<Integer>> only = shortest.plan().onlyFaults();
    if ((only.isEmpty() || only.get().size() > numbers.size())
        && holdsFor(shortest.plan().withFaults(numbers))) {
      shorter = true; // Those that would come later are not missed.
    }
    for (int chunk = Math.max(1, numbers.size() / 2); chunk >= 1; chunk /= 2) {
      for (int from = 0; from < numbers.size(); ) {
        TreeSet<Integer> fewer = new TreeSet<>(numbers);
        numbers.stream().skip(from).limit(chunk).forEach(fewer::remove);
        if (holdsFor(shortest.plan().withFaults(fewer))) {
          numbers = fewer;
          shorter = true;
        } else {
          from += chunk;
        }
      }
    }
    return shorter;
  }

  private boolean dropClients() {
    boolean shorter = false;
    Set<Integer> all =
        shortest
            .plan()
            .onlyClients()
            .orElseGet(() -> {
              Set<Integer> every = new TreeSet<>(Comparator.naturalOrder());
              IntStream.rangeClosed(1, shortest.clients()).forEach(every::add);
              return every;
            });
    for (int client : Set.copyOf(all).stream().sorted().toList()) {
      TreeSet<Integer> fewer = new TreeSet<>(shortest.plan().onlyClients().orElse(all));
      fewer.remove(client);
      shorter |= holdsFor(shortest.plan().withClients(fewer));
    }
    return shorter;
  }

  /** Whether the same breaks in a shorter plan, which then takes the place of the shortest. */
  private boolean holdsFor(SimulationPlan plan) {
    if (runsLeft == 0) {
      return false;
    }
    runsLeft--;
    SimulationResult result = run.apply(plan);
    if (result.brokenInvariant() != shortest.brokenInvariant()) {
      return false;
    }
    shortest = result;
    progress.accept(plan);
    return true;
  }
}
