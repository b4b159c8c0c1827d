package io.ringmain.testkit.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.testkit.scale.CurvePlot.Curve;
import io.ringmain.testkit.scale.CurvePlot.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The figures of docs/scale.md, and how they are written down. */
class ScaleCurveTest {
  /** Sizes to run, such as {@code 30x3000,300x100000}: brokers and partitions. */
  private static final String SIZES_PROPERTY = "ringmain.scale";

  private static final int BROKERS_OF_CURVE = 30;

  @Test
  @EnabledIfSystemProperty(named = SIZES_PROPERTY, matches = ".+")
  void runsTheSizesAskedFor() throws IOException {
    Path folder = Path.of("target", "scale");
    ScaleRecord record = new ScaleRecord(folder.resolve("figures.tsv"));
    for (String size : System.getProperty(SIZES_PROPERTY).split(",", -1)) {
      ScaleResult result = ScaleRun.run(ScalePlan.named(size), phase -> add(record, size, phase));
      record.add(size, result);
      assertEquals(List.of(), result.crowded());
      assertTrue(result.largestNodeBytes() <= 512 << 10);
      ScaleReport report = new ScaleReport(record.all());
      Files.writeString(folder.resolve("scale.md"), report.markdown());
      Files.writeString(folder.resolve("scale.svg"), report.svg(BROKERS_OF_CURVE));
    }
  }

  private static void add(ScaleRecord record, String size, Phase phase) {
    System.err.printf(
        "%s: %s: %d ms of virtual time, %d ms of processor time%n",
        size, phase.name(), phase.virtualMs(), phase.cpuMs());
    try {
      record.add(size, phase);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void drawsALineForEachCurveAndADotForEachPoint() {
    CurvePlot plot =
        new CurvePlot(
            "a < b & c",
            "partitions",
            List.of(
                new Curve("grows", List.of(new Point(100, 1), new Point(1_000, 10))),
                new Curve("does not", List.of(new Point(100, 1), new Point(1_000, 1)))));
    String svg = plot.svg();
    assertEquals(2, occurrences(svg, "<polyline "));
    assertEquals(4, occurrences(svg, "<circle "));
    assertTrue(svg.contains(">a &lt; b &amp; c</"), svg);
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
