package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import io.ringmain.benchmarks.FailoverReport.Times;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FailoverReportTest {
  private static final long MS = 1_000_000;

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Times times = Times.of(LongStream.rangeClosed(1, 200).map(ms -> ms * MS).boxed().toList());
    assertEquals(new Times(200, 0.100, 0.198, 0.200), times);
    assertEquals(new Times(1, 3, 3, 3), Times.of(List.of(3_000 * MS)));
  }

  @Test
  void partitionsOfAllRoundsAreTakenTogether() {
    FailoverReport report =
        new FailoverReport(
            List.of(
                round(FailoverSystem.RINGMAIN, Victim.BROKER, 1, 3_100, 3_200),
                round(FailoverSystem.RINGMAIN, Victim.BROKER, 2, 3_300, 3_400),
                round(FailoverSystem.KRAFT, Victim.BROKER, 1, 9_000, 9_100),
                round(FailoverSystem.RINGMAIN, Victim.CONTROLLER, 1, 8_000, 8_100)),
            List.of("Apache Kafka: did not start"));
    assertEquals(new Times(4, 3.2, 3.4, 3.4), report.lines().getFirst().leaders());
    assertEquals(3, report.lines().size());
    String markdown = report.markdown();
    assertTrue(markdown.contains("| Ringmain | 2 | 2 | 3.20 | 3.40 | 3.40 |"), markdown);
    assertTrue(markdown.contains("| within lease + 0.5 s |"), markdown);
    assertTrue(markdown.contains("- Apache Kafka: did not start"), markdown);
    assertEquals(5, report.csv().lines().count());
  }

  @Test
  void whatTakesTooLongIsSaid() {
    FailoverReport report =
        new FailoverReport(
            List.of(round(FailoverSystem.RINGMAIN, Victim.BROKER, 1, 3_400, 3_600)), List.of());
    assertTrue(report.markdown().contains("| not within lease + 0.5 s |"), report.markdown());
  }

  @Test
  void plotHasABarForEachLine() {
    FailoverReport report =
        new FailoverReport(
            List.of(
                round(FailoverSystem.RINGMAIN, Victim.BROKER, 1, 3_100, 3_200),
                round(FailoverSystem.ZOOKEEPER, Victim.BROKER, 1, 18_000, 18_100)),
            List.of());
    String svg = new FailoverPlot(report.lines()).svg();
    assertTrue(svg.contains(">broker: Ringmain, 2<"), svg);
    assertTrue(svg.contains(">18.10<"), svg);
    assertEquals(3, svg.lines().filter(line -> line.startsWith("<rect")).count());
  }

  private static FailoverRound round(
      FailoverSystem system, Victim victim, int round, long firstMs, long secondMs) {
    return new FailoverRound(
        system,
        victim,
        2,
        round,
        List.of(firstMs * MS, secondMs * MS),
        List.of(secondMs * MS + 50 * MS),
        100 * MS);
  }
}
