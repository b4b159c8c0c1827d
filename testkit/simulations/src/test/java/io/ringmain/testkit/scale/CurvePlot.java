package io.ringmain.testkit.scale;

import java.util.List;
import java.util.Locale;

/**
 * Draws curves as an SVG, both axes logarithmic: whatever grows with what is below it rises like
 * the dashed line, and what does not lies flat.
 */
final class CurvePlot {
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int WIDTH = 420;
  private static final int HEIGHT = 260;
  private static final int LEGEND = 330;
  private static final int LINE_HEIGHT = 20;
  private static final List<String> COLOURS =
      List.of("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d08000", "#00808a", "#555555");

  private final String title;
  private final String below;
  private final List<Curve> curves;
  private final double leastX;
  private final double mostX;
  private final double leastY;
  private final double mostY;

  /** A curve, from left to right. */
  record Curve(String name, List<Point> points) {}

  /** A point of a curve; both numbers are larger than 0. */
  record Point(double x, double y) {}

  /**
   * @param below what the horizontal axis tells
   */
  CurvePlot(String title, String below, List<Curve> curves) {
    this.title = title;
    this.below = below;
    this.curves = List.copyOf(curves);
    List<Point> all = curves.stream().flatMap(curve -> curve.points.stream()).toList();
    this.leastX = all.stream().mapToDouble(Point::x).min().orElse(1);
    this.mostX = Math.max(2 * leastX, all.stream().mapToDouble(Point::x).max().orElse(1));
    this.leastY = all.stream().mapToDouble(Point::y).min().orElse(1) / 1.3;
    this.mostY = Math.max(mostX / leastX, all.stream().mapToDouble(Point::y).max().orElse(1)) * 1.3;
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        LEFT + WIDTH + LEGEND,
        TOP + HEIGHT + 60);
    add(
        svg,
        "<rect width='%d' height='%d' fill='#ffffff'/>",
        LEFT + WIDTH + LEGEND,
        TOP + HEIGHT + 60);
    add(svg, "<text x='10' y='22' font-size='14'>%s</text>", escaped(title));
    drawAxes(svg);
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, curves.get(i), COLOURS.get(i % COLOURS.size()), TOP + 10 + i * LINE_HEIGHT);
    }
    return svg.append("</svg>\n").toString();
  }

  private void drawAxes(StringBuilder svg) {
    for (double y = Math.pow(10, Math.ceil(Math.log10(leastY))); y <= mostY; y *= 10) {
      add(
          svg,
          "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#dddddd'/>",
          LEFT,
          placeY(y),
          LEFT + WIDTH,
          placeY(y));
      add(
          svg,
          "<text x='%d' y='%.1f' text-anchor='end'>×%s</text>",
          LEFT - 6,
          placeY(y) + 4,
          number(y));
    }
    curves.stream()
        .flatMap(curve -> curve.points.stream())
        .mapToDouble(Point::x)
        .distinct()
        .sorted()
        .forEach(x ->
            add(
                svg,
                "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                placeX(x),
                TOP + HEIGHT + 18,
                number(x)));
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
        LEFT + WIDTH / 2,
        TOP + HEIGHT + 40,
        escaped(below));
    add(
        svg,
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#999999' stroke-dasharray='4 4'/>",
        placeX(leastX),
        placeY(1),
        placeX(mostX),
        placeY(mostX / leastX));
  }

  private void draw(StringBuilder svg, Curve curve, String colour, int legendY) {
    StringBuilder points = new StringBuilder();
    for (Point point : curve.points) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", placeX(point.x), placeY(point.y)));
    }
    add(
        svg,
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
        points.toString().strip(),
        colour);
    for (Point point : curve.points) {
      add(
          svg,
          "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>",
          placeX(point.x),
          placeY(point.y),
          colour);
    }
    int legendX = LEFT + WIDTH + 20;
    add(svg, "<rect x='%d' y='%d' width='12' height='4' fill='%s'/>", legendX, legendY - 6, colour);
    add(svg, "<text x='%d' y='%d'>%s</text>", legendX + 18, legendY, escaped(curve.name));
  }

  private double placeX(double x) {
    return LEFT + WIDTH * Math.log(x / leastX) / Math.log(mostX / leastX);
  }

  private double placeY(double y) {
    return TOP + HEIGHT - HEIGHT * Math.log(y / leastY) / Math.log(mostY / leastY);
  }

  private static String number(double number) {
    return number < 1
        ? String.format(Locale.ROOT, "%s", number)
        : String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are no dependency.
  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
