package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverReport.Line;
import java.util.List;
import java.util.Locale;

/**
 * Draws how long fail-overs took as a {@link BarChart}: a bar to the median, a whisker to the 99th
 * percentile.
 *
 * <pre>
 *   label   |■■■■■■■■■■──┤   3.1
 *           0    ┊ lease + 0.5 s
 * </pre>
 */
final class FailoverPlot {
  private static final String TITLE = "Seconds from kill -9 to new leaders: median, and p99";
  private static final BarChart.Layout LAYOUT = new BarChart.Layout(330, 56, 26, 12, 20);

  private final List<Line> lines;

  FailoverPlot(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  String svg() {
    BarChart chart = new BarChart(TITLE, LAYOUT, lines.size(), 1.05 * largest());
    for (int row = 0; row < lines.size(); row++) {
      draw(chart, row, lines.get(row));
    }
    chart.add(
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#555555'"
            + " stroke-dasharray='3 2'/>",
        chart.x(FailoverReport.WANTED_SECONDS), chart.top(0) - 8, chart.bottom());
    chart.add(
        "<text x='%.1f' y='%d' text-anchor='middle' fill='#555555'>Ringmain's lease + 0.5 s"
            + "</text>",
        chart.x(FailoverReport.WANTED_SECONDS), chart.top(0) - 12);
    return chart.svg();
  }

  private double largest() {
    double largest = FailoverReport.WANTED_SECONDS;
    for (Line line : lines) {
      largest = Math.max(largest, line.leaders().p99());
    }
    return largest;
  }

  private static void draw(BarChart chart, int row, Line line) {
    chart.label(
        row,
        String.format(
            Locale.ROOT,
            "%s: %s, %,d",
            line.victim() == FailoverOptions.Victim.BROKER ? "broker" : "controller",
            line.system().title(),
            line.partitionsCount()));
    chart.bar(
        row,
        line.leaders().p50(),
        line.system() == FailoverSystem.RINGMAIN ? BarChart.GREEN : BarChart.GREY);
    chart.add(
        "<path d='M%.1f %dH%.1fM%3$.1f %dv8' stroke='#222222'/>",
        chart.x(line.leaders().p50()),
        chart.middle(row),
        chart.x(line.leaders().p99()),
        chart.middle(row) - 4);
    chart.number(row, line.leaders().p99());
  }
}
