package io.ringmain.benchmarks;

import java.util.Locale;

/**
 * Horizontal bars as an SVG: a title, and rows of a label, a bar and a number.
 *
 * <pre>
 *   title
 *   label   |■■■■■■■■■■          2.40
 *   label   |■■■■■               1.20
 *           0     what else is marked is drawn by whoever makes the chart
 * </pre>
 */
final class BarChart {
  static final String GREEN = "#5b8c5a";
  static final String BROWN = "#c8793b";
  static final String GREY = "#9a9a9a";

  private static final int PLOT_WIDTH = 440;
  private static final int NUMBER_WIDTH = 60;

  private final Layout layout;
  private final int rows;
  private final double scaleEnd;
  private final StringBuilder svg = new StringBuilder();

  /** In the SVG's units: where the first row begins, and how much room is below the last. */
  record Layout(int labelWidth, int top, int rowHeight, int barHeight, int below) {}

  /**
   * @param scaleEnd the value whose bar would be as wide as the plot
   */
  BarChart(String title, Layout layout, int rows, double scaleEnd) {
    this.layout = layout;
    this.rows = rows;
    this.scaleEnd = scaleEnd;
    int width = layout.labelWidth() + PLOT_WIDTH + NUMBER_WIDTH;
    int height = bottom() + layout.below();
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        width, height);
    add("<rect width='%d' height='%d' fill='#ffffff'/>", width, height);
    add("<text x='10' y='20' font-size='14'>%s</text>", escaped(title));
  }

  /** Where a value lies on the horizontal axis. */
  double x(double value) {
    return layout.labelWidth() + PLOT_WIDTH * value / scaleEnd;
  }

  /** Where the bar of a row begins. */
  int top(int row) {
    return layout.top() + row * layout.rowHeight();
  }

  /** Where the bar of a row has its middle. */
  int middle(int row) {
    return top(row) + layout.barHeight() / 2;
  }

  /** Where the last row ends. */
  int bottom() {
    return top(rows);
  }

  void label(int row, String label) {
    add("<text x='10' y='%d'>%s</text>", middle(row) + 4, escaped(label));
  }

  void bar(int row, double value, String colour) {
    add(
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
        layout.labelWidth(), top(row), x(value) - layout.labelWidth(), layout.barHeight(), colour);
  }

  /** Right of the plot. */
  void number(int row, double value) {
    add(
        "<text x='%d' y='%d' text-anchor='end'>%.2f</text>",
        layout.labelWidth() + PLOT_WIDTH + NUMBER_WIDTH - 10, middle(row) + 4, value);
  }

  /** Adds an element, its numbers written as everywhere. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that we have
  void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The whole, once everything is drawn. */
  String svg() {
    return svg + "</svg>\n";
  }
}
