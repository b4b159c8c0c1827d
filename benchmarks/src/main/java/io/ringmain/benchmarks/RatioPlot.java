package io.ringmain.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws ratios as an SVG: a bar each, a dot per round, a tick at what is wanted, a line at 1.
 *
 * <pre>
 *   label   |■■■■■■■•■■|  ┊target         │1
 * </pre>
 */
final class RatioPlot {
  private static final int LABEL_WIDTH = 200;
  private static final int PLOT_WIDTH = 440;
  private static final int ROW_HEIGHT = 30;
  private static final int TOP = 46;
  private static final int BAR_HEIGHT = 14;

  private final List<Row> rows;
  private final double scaleEnd;

  RatioPlot(List<Row> rows) {
    this.rows = List.copyOf(rows);
    double largest = 1;
    for (Row row : rows) {
      largest = Math.max(largest, row.ratio());
      for (double round : row.rounds()) {
        largest = Math.max(largest, round);
      }
    }
    this.scaleEnd = 1.1 * largest;
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
    int width = LABEL_WIDTH + PLOT_WIDTH + 60;
    int height = TOP + rows.size() * ROW_HEIGHT + 30;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        width,
        height);
    add(svg, "<rect width='%d' height='%d' fill='#ffffff'/>", width, height);
    add(
        svg,
        "<text x='10' y='20' font-size='14'>Ringmain over Apache Kafka, smaller is better</text>");
    for (int i = 0; i < rows.size(); i++) {
      draw(svg, rows.get(i), TOP + i * ROW_HEIGHT);
    }
    int bottom = TOP + rows.size() * ROW_HEIGHT;
    add(
        svg,
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#555555'/>",
        x(1),
        TOP - 8,
        bottom);
    add(
        svg,
        "<text x='%.1f' y='%d' text-anchor='middle' fill='#555555'>1 = Kafka</text>",
        x(1),
        bottom + 16);
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, Row row, int top) {
    int middle = top + BAR_HEIGHT / 2;
    add(svg, "<text x='10' y='%d'>%s</text>", middle + 4, escaped(row.label()));
    add(
        svg,
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
        LABEL_WIDTH,
        top,
        x(row.ratio()) - LABEL_WIDTH,
        BAR_HEIGHT,
        row.ratio() <= row.target() ? "#5b8c5a" : "#c8793b");
    for (double round : row.rounds()) {
      add(svg, "<circle cx='%.1f' cy='%d' r='2' fill='#222222'/>", x(round), middle);
    }
    add(
        svg,
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#222222'"
            + " stroke-dasharray='3 2'/>",
        x(row.target()),
        top - 5,
        top + BAR_HEIGHT + 5);
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='end'>%.2f</text>",
        LABEL_WIDTH + PLOT_WIDTH + 50,
        middle + 4,
        row.ratio());
  }

  private double x(double ratio) {
    return LABEL_WIDTH + PLOT_WIDTH * ratio / scaleEnd;
  }

  private static String escaped(String label) {
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that we have
  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  /** One bar. */
  record Row(String label, double ratio, double target, List<Double> rounds) {}
}
