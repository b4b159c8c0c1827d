package io.ringmain.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The command line of {@link Failover}; {@code benchmarks/failover --help} explains it. */
record FailoverOptions(
    int rounds,
    List<Integer> partitionCounts,
    List<FailoverSystem> systems,
    List<Victim> victims,
    Path root,
    Path out) {
  private static final int MOST_PARTITIONS = 10_000;

  /**
   * Reads the arguments.
   *
   * @param root the folder of the clone
   * @throws IllegalArgumentException saying what is wrong and what is allowed
   */
  static FailoverOptions parse(Path root, List<String> arguments) {
    int rounds = 5;
    List<Integer> partitionCounts = List.of(1, 5000);
    List<FailoverSystem> systems = List.of(FailoverSystem.values());
    List<Victim> victims = List.of(Victim.values());
    Path out = root.resolve("benchmarks/target/failover");
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = arguments.get(i + 1);
      switch (option) {
        case "--rounds" -> rounds = number(option, value, 1000);
        case "--partitions" ->
            partitionCounts = list(value, word -> number(option, word, MOST_PARTITIONS));
        case "--systems" ->
            systems = list(value, word -> Options.constant(FailoverSystem.class, option, word));
        case "--kill" ->
            victims = list(value, word -> Options.constant(Victim.class, option, word));
        case "--out" -> out = Path.of(value).toAbsolutePath();
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new FailoverOptions(rounds, partitionCounts, systems, victims, root, out);
  }

  private static <T> List<T> list(String value, Function<String, T> each) {
    List<T> list = new ArrayList<>();
    for (String word : value.split(",", -1)) {
      list.add(each.apply(word));
    }
    return List.copyOf(list);
  }

  private static int number(String option, String value, int most) {
    if (value.matches("[1-9][0-9]{0,5}") && Integer.parseInt(value) <= most) {
      return Integer.parseInt(value);
    }
    throw new IllegalArgumentException(option + " " + value + ": allowed are 1 to " + most);
  }

  /** Which broker is killed. */
  enum Victim {
    BROKER("a broker that is not the controller"),
    CONTROLLER("the controller");

    private final String title;

    Victim(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }
}
