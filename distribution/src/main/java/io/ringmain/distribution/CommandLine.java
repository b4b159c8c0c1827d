package io.ringmain.distribution;

import io.ringmain.distribution.assemble.AssembleOptions;
import io.ringmain.kernel.config.EditDistance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Reads the command line.
 *
 * <p>Written by hand, see ADR-006: a broker that starts at once cannot afford a library that reads
 * annotations first, and there is little to read.
 */
final class CommandLine {
  static final String HELP =
      """
      usage: ringmain start [options]     run a broker in the foreground
             ringmain cluster [options]   try a cluster: several brokers and ZooKeeper, as processes
             ringmain zookeeper [options] run a server of a ZooKeeper ensemble in the foreground
             ringmain simulate [options]  simulate a cluster with faults, and check that all holds
             ringmain assemble [options]  make an image of a broker with the plugins you choose
             ringmain plugins             print the plugins that are installed here
             ringmain settings            print every setting, as tables in Markdown
             ringmain train               make the start-up cache, so that later starts are faster
             ringmain --help              print this text
             ringmain --version           print the version

      options of start:
        --config FILE         read settings from a properties file
        --override KEY=VALUE  set one setting, stronger than the file; may be repeated
        --log-level LEVEL     error, warn, info (default), debug or trace
        --stop-at-end-of-input  stop when standard input ends, as it does when the process at
                              its other end is gone
        --log-to WHERE        stderr (default) or stdout
        --help                print this text

      options of cluster: those of start, and
        --brokers N           1 to 32 (default 3)

      options of zookeeper: those of start; the settings are ZooKeeper's own, such as dataDir

      options of simulate:
        --seed S              what everything else follows from (default 1)
        --seeds N             N seeds from S on, one after the other (default 1)
        --brokers N           1 to 32 (default 3)
        --duration TIME       of virtual time, such as 90s, 15m or 1h (default 60s)
        --faults LIST         all (default), none, families or names of faults:
                              process, network, disk, clock, coordination, kill, power, split, ...
        --only-faults LIST    numbers of the faults of the schedule that happen, or none
        --only-clients LIST   numbers of the clients that take part, or none
        --trace FILE          write a line for each event

      options of assemble:
        --output DIR          the folder to make; it must not be there
        --preset NAME         edge (netty, mmap, local), standard (netty, mmap, zk), or full;
                              what the options below say is stronger
        --storage NAMES       plugins, the first being the default of the image
        --transport NAMES     the same
        --coordination NAMES  the same
        --with NAMES          extras: zstd, metrics, simulator; or modules by their names
        --without NAMES       extras that the preset has
        --plugin-path JARS    plugins of others: jars or folders of them, separated by colons
        --aot                 make the start-up cache as well
        --archive             make DIR.tar.gz as well
        --strip-debug         3 MiB less, without line numbers in stack traces; edge does so

      A broker without settings serves 127.0.0.1:9092 and keeps its data in the folder "data"
      beside the program. When it serves it prints one line on standard output:
        ringmain: broker 1 ready on 127.0.0.1:9092
      A cluster serves 127.0.0.1 from port 9092 on, one port for each broker, keeps its data in the
      folder "data-cluster" beside the program, and prints when all of it serves:
        ringmain: cluster ready on 127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094
      Everything else goes to standard error. SIGTERM and Ctrl-C stop it cleanly.

      exit codes: 0 stopped as asked; 1 the broker did not start, or failed, a simulation broke an
      invariant, or an image was not made; 2 the command line or the configuration is wrong.

      environment: JAVA_HOME, the JDK 25 to use; RINGMAIN_HEAP_OPTS, heap and collector, such as
      "-Xmx1g -XX:+UseG1GC"; RINGMAIN_OPTS, more options of the Java virtual machine.
      """;

  private static final List<String> COMMANDS =
      List.of(
          "start", "cluster", "zookeeper", "simulate", "assemble", "plugins", "settings", "train");

  private final Deque<String> words;

  private CommandLine(List<String> words) {
    this.words = new ArrayDeque<>(words);
  }

  /** What the words ask for. */
  static Command read(List<String> words, String version) {
    return new CommandLine(words).command(version);
  }

  private Command command(String version) {
    if (words.isEmpty()) {
      return new Command.Refused("no command; try: ringmain start, or ringmain --help");
    }
    String word = words.pop();
    return switch (word) {
      case "--help", "-h", "help" -> new Command.Print(HELP);
      case "--version", "version" -> new Command.Print("ringmain " + version + "\n");
      case "start" -> start();
      case "cluster" -> cluster();
      case "zookeeper" -> zooKeeper();
      case "simulate" -> simulate();
      case "assemble" -> assemble();
      case "plugins" -> alone(new Command.PrintPlugins());
      case "settings" -> alone(new Command.PrintSettings());
      case "train" -> alone(new Command.Train());
      default -> unknown(word.startsWith("-") ? "option" : "command", word, COMMANDS);
    };
  }

  private Command start() {
    RunOptions.Builder options = new RunOptions.Builder();
    return options(RunOptions.NAMES, options::flag, options::take)
        .orElseGet(() -> new Command.Start(options.build()));
  }

  private Command zooKeeper() {
    RunOptions.Builder options = new RunOptions.Builder();
    return options(RunOptions.NAMES, options::flag, options::take)
        .orElseGet(() -> new Command.ZooKeeper(options.build()));
  }

  private Command cluster() {
    ClusterOptions.Builder options = new ClusterOptions.Builder();
    return options(ClusterOptions.NAMES, options::flag, options::take)
        .orElseGet(() -> new Command.Cluster(options.build()));
  }

  private Command assemble() {
    AssembleOptions.Builder options = new AssembleOptions.Builder();
    return options(AssembleOptions.NAMES, options::flag, options::take)
        .orElseGet(() -> {
          try {
            return new Command.Assemble(options.build());
          } catch (IllegalArgumentException refused) {
            return new Command.Refused(refused.getMessage());
          }
        });
  }

  private Command simulate() {
    if (!Modules.isThere("io.ringmain.testkit")) {
      return new Command.Refused(
          "this distribution has no simulator; assemble one --with simulator");
    }
    SimulateOptions.Builder options = new SimulateOptions.Builder();
    return options(SimulateOptions.NAMES, _ -> false, options::take)
        .orElseGet(() -> new Command.Simulate(options.build()));
  }

  /**
   * Reads the options that follow.
   *
   * @param names those that are known
   * @param flag takes one that has no value, or says that it has one
   * @param valued takes one with its value, or says what is allowed
   * @return what to do instead of the command
   */
  private Optional<Command> options(
      List<String> names, Predicate<String> flag, BiConsumer<String, String> valued) {
    while (!words.isEmpty()) {
      String word = words.pop();
      String name = optionName(word);
      if (name.equals("--help") || name.equals("-h")) {
        return Optional.of(new Command.Print(HELP));
      }
      if (!names.contains(name)) {
        return Optional.of(unknown(name.startsWith("-") ? "option" : "argument", name, names));
      }
      if (flag.test(word)) {
        continue;
      }
      Optional<String> value = optionValue(word);
      if (value.isEmpty()) {
        return Optional.of(new Command.Refused(name + " needs a value; see ringmain --help"));
      }
      try {
        valued.accept(name, value.get());
      } catch (IllegalArgumentException refused) {
        return Optional.of(new Command.Refused(refused.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** A command without options. */
  private Command alone(Command command) {
    return words.isEmpty() ? command : unknown("argument", words.pop(), List.of());
  }

  private static Command unknown(String what, String word, List<String> known) {
    List<String> candidates = new ArrayList<>(known);
    candidates.addAll(List.of("--help", "--version"));
    String hint =
        EditDistance.nearest(word, candidates)
            .map(near -> "did you mean " + near + "?")
            .orElse("see ringmain --help");
    return new Command.Refused("unknown " + what + " " + word + "; " + hint);
  }

  /** The name of {@code --name} or {@code --name=value}. */
  private static String optionName(String word) {
    int equals = word.indexOf('=');
    return word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
  }

  /** What follows the equals sign, or else the next word. */
  private Optional<String> optionValue(String word) {
    int equals = word.indexOf('=');
    return equals > 0 ? Optional.of(word.substring(equals + 1)) : Optional.ofNullable(words.poll());
  }
}
