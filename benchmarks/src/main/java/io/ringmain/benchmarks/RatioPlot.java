package io.ringmain.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws ratios as a {@link BarChart}: a bar each, a dot per round, a tick at what is wanted, a line
 * at 1.
 *
 * <pre>
 *   label   |■■■■■■■•■■|  ┊target         │1
 * </pre>
 */
final class RatioPlot {
  private static final String TITLE = "Ringmain over Apache Kafka, smaller is better";
  private static final BarChart.Layout LAYOUT = new BarChart.Layout(200, 46, 30, 14, 30);

  private final List<Row> rows;

  /** One bar. */
  record Row(String label, double ratio, double target, List<Double> rounds) {}

  RatioPlot(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** The ratios that have a target, as far as they were measured. */
  static RatioPlot of(Results results) {
    List<Row> rows = new ArrayList<>();
    for (Target target : Target.ALL) {
      results
          .ratio(target.load(), target.metric())
          .ifPresent(ratio ->
              rows.add(
                  new Row(
                      target.label(),
                      ratio,
                      target.atMost(),
                      results.ratios(target.load(), target.metric()))));
    }
    return new RatioPlot(rows);
  }

  String svg() {
    BarChart chart = new BarChart(TITLE, LAYOUT, rows.size(), 1.1 * largest());
    for (int i = 0; i < rows.size(); i++) {
      draw(chart, i, rows.get(i));
    }
    chart.add(
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#555555'/>",
        chart.x(1), chart.top(0) - 8, chart.bottom());
    chart.add(
        "<text x='%.1f' y='%d' text-anchor='middle' fill='#555555'>1 = Kafka</text>",
        chart.x(1), chart.bottom() + 16);
    return chart.svg();
  }

  private double largest() {
    double largest = 1;
    for (Row row : rows) {
      largest = Math.max(largest, row.ratio());
      for (double round : row.rounds()) {
        largest = Math.max(largest, round);
      }
    }
    return largest;
  }

  private static void draw(BarChart chart, int number, Row row) {
    chart.label(number, row.label());
    chart.bar(number, row.ratio(), row.ratio() <= row.target() ? BarChart.GREEN : BarChart.BROWN);
    for (double round : row.rounds()) {
      chart.add(
          "<circle cx='%.1f' cy='%d' r='2' fill='#222222'/>", chart.x(round), chart.middle(number));
    }
    chart.add(
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#222222'"
            + " stroke-dasharray='3 2'/>",
        chart.x(row.target()), chart.top(number) - 5, chart.top(number) + LAYOUT.barHeight() + 5);
    chart.number(number, row.ratio());
  }
}
