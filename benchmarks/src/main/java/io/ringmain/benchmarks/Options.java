package io.ringmain.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The command line of {@link Compare}; {@code benchmarks/compare --help} explains it. */
record Options(
    int rounds,
    List<String> loads,
    Loads.Size size,
    Set<Broker> brokers,
    int idleSeconds,
    List<Path> images,
    Path root,
    Path out) {
  /**
   * Reads the arguments.
   *
   * @param root the folder of the clone
   * @throws IllegalArgumentException saying what is wrong and what is allowed
   */
  static Options parse(Path root, List<String> arguments) {
    int rounds = 3;
    List<String> loads = Loads.NAMES;
    Loads.Size size = Loads.Size.FULL;
    Set<Broker> brokers = EnumSet.allOf(Broker.class);
    int idleSeconds = 10;
    List<Path> images = new ArrayList<>();
    Path out = root.resolve("benchmarks/target/report");
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      String value = value(arguments, i);
      switch (option) {
        case "--rounds" -> rounds = positive(option, value);
        case "--loads" -> loads = loads(value);
        case "--size" -> size = constant(Loads.Size.class, option, value);
        case "--only" -> brokers = EnumSet.of(constant(Broker.class, option, value));
        case "--idle" -> idleSeconds = positive(option, value);
        case "--image" -> images.add(image(value));
        case "--out" -> out = Path.of(value).toAbsolutePath();
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(rounds, loads, size, brokers, idleSeconds, List.copyOf(images), root, out);
  }

  private static String value(List<String> arguments, int option) {
    if (option + 1 == arguments.size()) {
      throw new IllegalArgumentException(arguments.get(option) + " needs a value");
    }
    return arguments.get(option + 1);
  }

  private static Path image(String value) {
    Path image = Path.of(value).toAbsolutePath().normalize();
    if (!Files.isExecutable(image.resolve("bin/ringmain"))) {
      throw new IllegalArgumentException(
          "--image " + value + ": allowed is a folder that ringmain assemble has made");
    }
    return image;
  }

  private static int positive(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(option + " " + value + ": allowed are 1 to 9999");
    }
    return Integer.parseInt(value);
  }

  private static List<String> loads(String value) {
    List<String> loads = new ArrayList<>();
    for (String load : value.split(",", -1)) {
      if (!Loads.NAMES.contains(load)) {
        throw new IllegalArgumentException("--loads " + load + ": allowed are " + Loads.NAMES);
      }
      loads.add(load);
    }
    return loads;
  }

  /** The constant that a value of an option names. */
  static <E extends Enum<E>> E constant(Class<E> type, String option, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        option
            + " "
            + value
            + ": allowed are "
            + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
  }
}
