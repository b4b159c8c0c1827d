package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ResultsTest {
  private final Results results = new Results();

  @Test
  void medianIsTheMiddleValueOrTheMeanOfTheTwoThere() {
    assertEquals(OptionalDouble.of(2), Results.median(List.of(9.0, 1.0, 2.0)));
    assertEquals(OptionalDouble.of(2.5), Results.median(List.of(1.0, 2.0, 3.0, 100.0)));
    assertTrue(Results.median(List.of()).isEmpty());
  }

  @Test
  void ratioIsTheMedianOfTheRoundsRatios() {
    add(Broker.RINGMAIN, 1, 3, 4);
    add(Broker.KAFKA, 2, 4, 1);
    assertEquals(List.of(0.5, 0.75, 4.0), results.ratios("a", Metric.CPU_PER_MILLION));
    assertEquals(OptionalDouble.of(0.75), results.ratio("a", Metric.CPU_PER_MILLION));
  }

  @Test
  void roundsThatOnlyOneBrokerFinishedHaveNoRatio() {
    add(Broker.RINGMAIN, 1, 3);
    add(Broker.KAFKA, 2);
    assertEquals(List.of(0.5), results.ratios("a", Metric.CPU_PER_MILLION));
    assertTrue(results.ratio("b", Metric.CPU_PER_MILLION).isEmpty());
    assertTrue(results.ratio("a", Metric.START).isEmpty());
  }

  @Test
  void csvHasOneLinePerSampleInTheUnitsShown() {
    results.add(new Sample("start", Broker.KAFKA, 0, Metric.START, 2.5e9));
    assertEquals(
        List.of("load,broker,round,metric,value", "start,KAFKA,1,START,2.500000"),
        MarkdownReport.csv(results).lines().toList());
  }

  @Test
  void reportSaysWhichTargetHolds() {
    add(Broker.RINGMAIN, 2);
    add(Broker.KAFKA, 4);
    results.addFailure("round 1, c, Ringmain: no such thing");
    String report = new MarkdownReport(results, List.of(), List.of()).text();
    assertTrue(report.contains("| (a) 100-byte records: CPU | 0.50 | 0.50 | 0.50 | holds |"));
    assertTrue(report.contains("| (b) 1 KiB records: CPU | – |  | 0.67 |  |"));
    assertTrue(report.contains("- round 1, c, Ringmain: no such thing"));
  }

  private void add(Broker broker, double... values) {
    for (int round = 0; round < values.length; round++) {
      results.add(new Sample("a", broker, round, Metric.CPU_PER_MILLION, values[round]));
    }
  }
}
