package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverReport.Line;
import java.util.List;
import java.util.Locale;

/**
 * Draws how long fail-overs took as an SVG: a bar to the median, a whisker to the 99th percentile.
 *
 * <pre>
 *   label   |■■■■■■■■■■──┤   3.1
 *           0    ┊ lease + 0.5 s
 * </pre>
 */
final class FailoverPlot {
  private static final int LABEL_WIDTH = 330;
  private static final int PLOT_WIDTH = 440;
  private static final int ROW_HEIGHT = 26;
  private static final int TOP = 56;
  private static final int BAR_HEIGHT = 12;

  private final List<Line> lines;
  private final double scaleEnd;

  FailoverPlot(List<Line> lines) {
    this.lines = List.copyOf(lines);
    double largest = FailoverReport.WANTED_SECONDS;
    for (Line line : lines) {
      largest = Math.max(largest, line.leaders().p99());
    }
    this.scaleEnd = 1.05 * largest;
  }

  String svg() {
    int width = LABEL_WIDTH + PLOT_WIDTH + 60;
    int bottom = TOP + lines.size() * ROW_HEIGHT;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        width,
        bottom + 20);
    add(svg, "<rect width='%d' height='%d' fill='#ffffff'/>", width, bottom + 20);
    add(
        svg,
        "<text x='10' y='20' font-size='14'>Seconds from kill -9 to new leaders: median, and p99"
            + "</text>");
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), TOP + i * ROW_HEIGHT);
    }
    add(
        svg,
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='#555555'"
            + " stroke-dasharray='3 2'/>",
        x(FailoverReport.WANTED_SECONDS),
        TOP - 8,
        bottom);
    add(
        svg,
        "<text x='%.1f' y='%d' text-anchor='middle' fill='#555555'>Ringmain's lease + 0.5 s"
            + "</text>",
        x(FailoverReport.WANTED_SECONDS),
        TOP - 12);
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, Line line, int top) {
    int middle = top + BAR_HEIGHT / 2;
    add(
        svg,
        "<text x='10' y='%d'>%s: %s, %,d</text>",
        middle + 4,
        line.victim() == FailoverOptions.Victim.BROKER ? "broker" : "controller",
        line.system().title(),
        line.partitionsCount());
    add(
        svg,
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
        LABEL_WIDTH,
        top,
        x(line.leaders().p50()) - LABEL_WIDTH,
        BAR_HEIGHT,
        line.system() == FailoverSystem.RINGMAIN ? "#5b8c5a" : "#9a9a9a");
    add(
        svg,
        "<path d='M%.1f %dH%.1fM%3$.1f %dv8' stroke='#222222'/>",
        x(line.leaders().p50()),
        middle,
        x(line.leaders().p99()),
        middle - 4);
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='end'>%.2f</text>",
        LABEL_WIDTH + PLOT_WIDTH + 50,
        middle + 4,
        line.leaders().p99());
  }

  private double x(double seconds) {
    return LABEL_WIDTH + PLOT_WIDTH * seconds / scaleEnd;
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that we have
  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
