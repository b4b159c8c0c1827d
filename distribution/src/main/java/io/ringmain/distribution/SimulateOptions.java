package io.ringmain.distribution;

import io.ringmain.testkit.faults.FaultCatalog;
import io.ringmain.testkit.simulator.SimulationPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ringmain simulate} was asked for.
 *
 * @param plan the first simulation
 * @param seeds how many seeds, one after the other
 * @param trace where the trace goes
 */
record SimulateOptions(SimulationPlan plan, int seeds, Optional<Path> trace) {
  static final List<String> NAMES =
      List.of(
          "--seed",
          "--seeds",
          "--brokers",
          "--duration",
          "--faults",
          "--only-faults",
          "--only-clients",
          "--trace",
          "--help");

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final int MOST_BROKERS = 32;
  private static final long MOST_MS = 30L * 24 * 3_600_000;

  /** Reads one option after the other. */
  static final class Builder {
    private long seed = 1;
    private int seeds = 1;
    private int brokers = 3;
    private long durationMs = 60_000;
    private String faults = "all";
    private Optional<Set<Integer>> onlyFaults = Optional.empty();
    private Optional<Set<Integer>> onlyClients = Optional.empty();
    private Optional<Path> trace = Optional.empty();

    /**
     * Takes an option.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    void take(String name, String value) {
      switch (name) {
        case "--seed" -> seed = number(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--seeds" -> seeds = (int) number(name, value, 1, 10_000_000);
        case "--brokers" -> brokers = (int) number(name, value, 1, MOST_BROKERS);
        case "--duration" -> durationMs = duration(name, value);
        case "--faults" -> {
          FaultCatalog.named(value);
          faults = value;
        }
        case "--only-faults" -> onlyFaults = Optional.of(numbers(name, value));
        case "--only-clients" -> onlyClients = Optional.of(numbers(name, value));
        default -> trace = Optional.of(Path.of(value));
      }
    }

    SimulateOptions build() {
      SimulationPlan plan =
          new SimulationPlan(seed, brokers, durationMs, faults, onlyFaults, onlyClients);
      return new SimulateOptions(plan, seeds, trace);
    }
  }

  private static long number(String name, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says what is allowed.
    }
    throw new IllegalArgumentException(
        name + " " + value + ": allowed: a whole number from " + least + " to " + most);
  }

  private static long duration(String name, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      long unitMs =
          switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
          };
      long ms = Long.parseLong(matcher.group(1)) * unitMs;
      if (ms > 0 && ms <= MOST_MS) {
        return ms;
      }
    }
    throw new IllegalArgumentException(
        name + " " + value + ": allowed: a number with its unit, ms, s, m or h, up to 720h");
  }

  private static Set<Integer> numbers(String name, String value) {
    Set<Integer> numbers = new TreeSet<>();
    if (!value.equals("none")) {
      for (String word : value.split(",", -1)) {
        numbers.add((int) number(name, word, 0, Integer.MAX_VALUE));
      }
    }
    return numbers;
  }
}
