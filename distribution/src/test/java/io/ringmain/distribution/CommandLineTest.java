package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.testkit.simulator.SimulationPlan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static Command read(String line) {
    List<String> words = line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));
    return CommandLine.read(words, "1.2.3");
  }

  @Test
  void startsWithoutSettings() {
    assertEquals(new Command.Start(new RunOptions.Builder().build()), read("start"));
  }

  @Test
  void takesFileOverridesAndLogLevel() {
    Command expected =
        new Command.Start(
            new RunOptions(
                Optional.of(Path.of("b.properties")),
                Map.of("num.partitions", "3", "listeners", "A://h:1,B://h:2"),
                Optional.of(LogLevel.WARN),
                true,
                false));
    assertEquals(
        expected,
        read(
            "start --config b.properties --override num.partitions=3"
                + " --override listeners=A://h:1,B://h:2 --log-level warn --stop-at-end-of-input"));
    assertEquals(
        expected,
        read(
            "start --config=b.properties --stop-at-end-of-input --override=num.partitions=3"
                + " --override=listeners=A://h:1,B://h:2 --log-level=WARN"));
  }

  @Test
  void takesTheLastOfTwoOverridesAndAnEmptyValue() {
    Command.Start start =
        assertInstanceOf(
            Command.Start.class,
            read("start --override a=1 --override a=2 --override zookeeper.connect="));
    assertEquals(Map.of("a", "2", "zookeeper.connect", ""), start.options().overrides());
  }

  @ParameterizedTest
  @CsvSource({"--help", "-h", "help", "start --help", "start -h"})
  void printsHelp(String line) {
    assertEquals(new Command.Print(CommandLine.HELP), read(line));
  }

  @Test
  void explainsEveryOptionInLinesOfAHundredColumns() {
    for (String option : RunOptions.NAMES) {
      assertTrue(CommandLine.HELP.contains(option), option);
    }
    for (String option : List.of("--brokers", "--version", "cluster", "zookeeper")) {
      assertTrue(CommandLine.HELP.contains(option), option);
    }
    CommandLine.HELP.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void printsTheVersion() {
    assertEquals(new Command.Print("ringmain 1.2.3\n"), read("--version"));
  }

  @Test
  void printsTheSettings() {
    assertEquals(new Command.PrintSettings(), read("settings"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no command; try: ringmain start, or ringmain --help",
        "stat|unknown command stat; did you mean start?",
        "quicken|unknown command quicken; see ringmain --help",
        "--hepl|unknown option --hepl; did you mean --help?",
        "start --confg f|unknown option --confg; did you mean --config?",
        "settings now|unknown argument now; see ringmain --help",
        "cluster --broker 3|unknown option --broker; did you mean --brokers?",
        "start --brokers 3|unknown option --brokers; see ringmain --help",
        "start now|unknown argument now; see ringmain --help",
        "start --config|--config needs a value; see ringmain --help",
        "start --override|--override needs a value; see ringmain --help",
        "start --override x|--override x: allowed: KEY=VALUE",
        "start --override =x|--override =x: allowed: KEY=VALUE",
        "start --log-level loud|--log-level loud: allowed: error, warn, info, debug, trace"
      })
  void refusesWhatItDoesNotKnowAndSaysWhatIsAllowed(String line, String reason) {
    assertEquals(new Command.Refused(reason), read(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assemble|assemble needs --output, the folder to make",
        "assemble --preset huge --output d|--preset huge: allowed: edge, standard or full",
        "assemble --storage a,,b --output d|--storage a,,b: allowed: names separated by commas",
        "assemble --with zstd --without zstd --output d|--with and --without both name zstd",
        "assemble --without gold --output d|--without gold: allowed: zstd, metrics, simulator",
        "assemble --aott --output d|unknown option --aott; did you mean --aot?",
        "plugins now|unknown argument now; see ringmain --help",
        "start --log-to file|--log-to file: allowed: stderr, stdout"
      })
  void saysWhatAnImageMayBe(String line, String reason) {
    assertEquals(new Command.Refused(reason), read(line));
  }

  @Test
  void runsClustersAndServersOfAnEnsemble() {
    RunOptions run = new RunOptions.Builder().build();
    assertEquals(new Command.Cluster(new ClusterOptions(3, run)), read("cluster"));
    RunOptions overridden =
        new RunOptions(Optional.empty(), Map.of("a", "1"), Optional.empty(), false, false);
    assertEquals(
        new Command.Cluster(new ClusterOptions(5, overridden)),
        read("cluster --brokers 5 --override a=1"));
    assertEquals(new Command.ZooKeeper(overridden), read("zookeeper --override a=1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "33", "-1", "three", "2.5"})
  void saysHowManyBrokersAClusterMayHave(String brokers) {
    assertEquals(
        new Command.Refused("--brokers " + brokers + ": allowed: a whole number from 1 to 32"),
        read("cluster --brokers " + brokers));
  }

  @Test
  void readsWhatToSimulate() {
    Command.Simulate simulate =
        assertInstanceOf(
            Command.Simulate.class,
            read("simulate --seed 7 --brokers=1 --duration 2m --faults kill"));
    assertEquals(new SimulationPlan(7, 1, 120_000, "kill"), simulate.options().plan());
    assertEquals(1, simulate.options().seeds());
  }

  @Test
  void saysWhatASimulationMayBe() {
    assertRefused("--duration 2d: allowed: a number with its unit", "--duration 2d");
    assertRefused("--brokers 0: allowed: a whole number from 1 to 32", "--brokers 0");
    assertRefused("no fault is named \"fire\"; allowed are all, none,", "--faults fire");
    assertRefused("--seed x: allowed: a whole number", "--seed x");
    assertRefused("unknown option --sed; did you mean --seed?", "--sed 1");
    assertRefused("--seed needs a value", "--seed");
  }

  private static void assertRefused(String reason, String options) {
    Command.Refused refused = assertInstanceOf(Command.Refused.class, read("simulate " + options));
    assertTrue(refused.reason().startsWith(reason), refused.reason());
  }
}
