package io.ringmain.distribution;

import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ringmain cluster} was asked for.
 *
 * @param brokers how many
 * @param run what it has in common with a single broker
 */
record ClusterOptions(int brokers, RunOptions run) {
  static final List<String> NAMES =
      Stream.concat(Stream.of("--brokers"), RunOptions.NAMES.stream()).toList();

  private static final int MOST_BROKERS = 32;

  /** Reads one option after the other. */
  static final class Builder {
    private final RunOptions.Builder run = new RunOptions.Builder();
    private int brokers = 3;

    /** Takes an option that has no value; says whether this is one. */
    boolean flag(String word) {
      return run.flag(word);
    }

    /**
     * Takes an option.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    void take(String name, String value) {
      if (name.equals("--brokers")) {
        brokers = number(value);
      } else {
        run.take(name, value);
      }
    }

    private static int number(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number >= 1 && number <= MOST_BROKERS) {
          return number;
        }
      } catch (NumberFormatException e) {
        // The message below says what is allowed.
      }
      throw new IllegalArgumentException(
          "--brokers " + value + ": allowed: a whole number from 1 to " + MOST_BROKERS);
    }

    ClusterOptions build() {
      return new ClusterOptions(brokers, run.build());
    }
  }
}
