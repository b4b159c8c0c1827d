package io.ringmain.testkit.scale;

import io.ringmain.testkit.scale.CurvePlot.Curve;
import io.ringmain.testkit.scale.CurvePlot.Point;
import io.ringmain.testkit.scale.ScaleRecord.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The figures of runs as tables, one for each phase, and as curves over the number of partitions.
 */
final class ScaleReport {
  private final List<Figure> figures;
  private final List<String> sizes;

  /** What the curves show: a figure and how it is called there. */
  private record Shown(String phase, String figure, String words) {}

  private static final List<Shown> SHOWN =
      List.of(
          new Shown(
              ScaleRun.LOSE_RACK, Count.LOG_BYTES.words(), "bytes of metadata when a rack is lost"),
          new Shown(ScaleRecord.RUN, ScaleRecord.SNAPSHOT, "bytes of a snapshot"),
          new Shown(
              ScaleRun.LOSE_RACK,
              Count.COMMITS.words(),
              "commits in the store when a rack is lost"),
          new Shown(ScaleRun.ROLL, Count.COMMITS.words(), "commits while all brokers are rolled"),
          new Shown(ScaleRun.IDLE, Count.REQUESTS.words(), "requests between brokers without work"),
          new Shown(ScaleRun.IDLE, Count.READS.words(), "reads of the store without work"),
          new Shown(
              ScaleRecord.RUN, ScaleRecord.TAKEOVER_MS, "controller elected to its first write"));

  ScaleReport(List<Figure> figures) {
    this.figures = List.copyOf(figures);
    this.sizes = figures.stream().map(Figure::size).distinct().toList();
  }

  private OptionalLong find(String size, String phase, String name) {
    return figures.stream()
        .filter(
            one -> one.size().equals(size) && one.phase().equals(phase) && one.name().equals(name))
        .mapToLong(Figure::value)
        .findFirst();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    for (String phase : figures.stream().map(Figure::phase).distinct().toList()) {
      text.append("\n## ").append(phase).append("\n\n| |");
      sizes.forEach(size -> text.append(' ').append(size).append(" |"));
      text.append("\n| --- |").append(" ---: |".repeat(sizes.size())).append('\n');
      figures.stream()
          .filter(one -> one.phase().equals(phase))
          .map(Figure::name)
          .distinct()
          .forEach(name -> row(text, phase, name));
    }
    return text.toString();
  }

  private void row(StringBuilder text, String phase, String name) {
    text.append("| ").append(name).append(" |");
    for (String size : sizes) {
      OptionalLong value = find(size, phase, name);
      text.append(' ')
          .append(value.isPresent() ? String.format(Locale.ROOT, "%,d", value.getAsLong()) : "")
          .append(" |");
    }
    text.append('\n');
  }

  /**
   * Each figure as a multiple of what it is with the fewest partitions, for sizes so many brokers.
   */
  String svg(int brokers) {
    List<String> ofThese =
        sizes.stream().filter(size -> ScalePlan.named(size).brokers() == brokers).toList();
    List<Curve> curves = new ArrayList<>();
    for (Shown shown : SHOWN) {
      List<Point> points = new ArrayList<>();
      for (String size : ofThese) {
        find(size, shown.phase, shown.figure)
            .ifPresent(value ->
                points.add(new Point(ScalePlan.named(size).partitions(), Math.max(1, value))));
      }
      curves.add(new Curve(shown.words, relative(points)));
    }
    return new CurvePlot(
            "What grows with the number of partitions: "
                + brokers
                + " brokers, as a multiple of the leftmost",
            "partitions, each with three replicas",
            curves)
        .svg();
  }

  private static List<Point> relative(List<Point> points) {
    return points.stream()
        .map(point -> new Point(point.x(), point.y() / points.getFirst().y()))
        .toList();
  }
}
