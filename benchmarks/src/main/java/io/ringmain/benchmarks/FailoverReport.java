package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes down how long fail-overs took: the times of all partitions of all rounds together, since
 * those of one round have most of their way in common.
 */
final class FailoverReport {
  /** What is wanted of Ringmain: new leaders within the lease of 3 s, and half a second more. */
  static final double WANTED_SECONDS = 3.5;

  private final List<FailoverRound> rounds;
  private final List<String> failures;

  FailoverReport(List<FailoverRound> rounds, List<String> failures) {
    this.rounds = List.copyOf(rounds);
    this.failures = List.copyOf(failures);
  }

  /** All rounds of one cluster with one kind of victim. */
  record Line(
      FailoverSystem system,
      Victim victim,
      int partitionsCount,
      int rounds,
      Times leaders,
      Times writes,
      Times newTopic) {}

  /** In seconds. */
  record Times(int count, double p50, double p99, double max) {
    /** The smallest value that so many of the others do not exceed. */
    static Times of(List<Long> timesNs) {
      List<Long> sorted = timesNs.stream().sorted().toList();
      return new Times(sorted.size(), at(sorted, 0.50), at(sorted, 0.99), sorted.getLast() / 1e9);
    }

    private static double at(List<Long> sorted, double part) {
      return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e9;
    }
  }

  /** What was measured, in the order of victims, partitions and systems. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Victim victim : Victim.values()) {
      for (int partitions :
          rounds.stream().map(FailoverRound::partitionsCount).distinct().sorted().toList()) {
        for (FailoverSystem system : FailoverSystem.values()) {
          List<FailoverRound> those =
              rounds.stream()
                  .filter(round ->
                      round.victim() == victim
                          && round.partitionsCount() == partitions
                          && round.system() == system)
                  .toList();
          if (!those.isEmpty()) {
            lines.add(line(system, victim, partitions, those));
          }
        }
      }
    }
    return lines;
  }

  private static Line line(
      FailoverSystem system, Victim victim, int partitions, List<FailoverRound> rounds) {
    return new Line(
        system,
        victim,
        partitions,
        rounds.size(),
        Times.of(rounds.stream().flatMap(round -> round.leadersNs().stream()).toList()),
        Times.of(rounds.stream().flatMap(round -> round.writesNs().stream()).toList()),
        Times.of(rounds.stream().map(FailoverRound::newTopicNs).toList()));
  }

  String markdown() {
    StringBuilder text = new StringBuilder("# Fail-over after kill -9\n\n");
    text.append(
        """
        Seconds from the kill on. *New leaders*: of all partitions that the dead broker had led,
        until Metadata of another broker names a new leader. *Records*: of up to 16 of them, until
        one is acknowledged with acks=all. *New topic*: until one can be created.

        """);
    for (Victim victim : Victim.values()) {
      table(text, victim);
    }
    if (!failures.isEmpty()) {
      text.append("## Failed\n\n");
      failures.forEach(failure -> text.append("- ").append(failure).append('\n'));
      text.append('\n');
    }
    text.append("## The settings\n\nAll are defaults.\n\n");
    for (FailoverSystem system : FailoverSystem.values()) {
      text.append("- %s: %s%n".formatted(system.title(), system.timeouts()));
    }
    return text.toString();
  }

  private void table(StringBuilder text, Victim victim) {
    List<Line> those = lines().stream().filter(line -> line.victim() == victim).toList();
    if (those.isEmpty()) {
      return;
    }
    text.append("## Killed: ").append(victim.title()).append("\n\n");
    text.append(
        """
        | | partitions | rounds | new leaders: p50 | p99 | max | records: p50 | p99 | max \
        | new topic: p50 | max | |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        """);
    for (Line line : those) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %s |%n",
              line.system.title(),
              line.partitionsCount,
              line.rounds,
              line.leaders.p50,
              line.leaders.p99,
              line.leaders.max,
              line.writes.p50,
              line.writes.p99,
              line.writes.max,
              line.newTopic.p50,
              line.newTopic.max,
              verdict(line)));
    }
    text.append('\n');
  }

  private static String verdict(Line line) {
    if (line.system != FailoverSystem.RINGMAIN || line.victim != Victim.BROKER) {
      return "";
    }
    return line.leaders.p99 <= WANTED_SECONDS ? "within lease + 0.5 s" : "not within lease + 0.5 s";
  }

  /** One round in words. */
  static String oneLine(FailoverRound round) {
    Times leaders = Times.of(round.leadersNs());
    Times writes = Times.of(round.writesNs());
    return String.format(
        Locale.ROOT,
        "%d new leaders p50 %.3f p99 %.3f max %.3f s, records p50 %.3f max %.3f s, new topic"
            + " %.3f s",
        leaders.count,
        leaders.p50,
        leaders.p99,
        leaders.max,
        writes.p50,
        writes.max,
        round.newTopicNs() / 1e9);
  }

  /** Each round, in seconds. */
  String csv() {
    StringBuilder csv =
        new StringBuilder(
            "system,killed,partitions,round,leaders,leaders p50,leaders p99,leaders max,"
                + "records p50,records max,new topic\n");
    for (FailoverRound round : rounds) {
      Times leaders = Times.of(round.leadersNs());
      Times writes = Times.of(round.writesNs());
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%d,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f%n",
              round.system(),
              round.victim(),
              round.partitionsCount(),
              round.round(),
              leaders.count,
              leaders.p50,
              leaders.p99,
              leaders.max,
              writes.p50,
              writes.max,
              round.newTopicNs() / 1e9));
    }
    return csv.toString();
  }
}
