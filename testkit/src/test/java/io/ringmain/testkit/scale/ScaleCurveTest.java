package io.ringmain.testkit.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.testkit.scale.CurvePlot.Curve;
import io.ringmain.testkit.scale.CurvePlot.Point;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.w3c.dom.Document;

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
  void drawsALineForEachCurveAndADotForEachPoint() throws Exception {
    CurvePlot plot =
        new CurvePlot(
            "a < b & c",
            "partitions",
            List.of(
                new Curve("grows", List.of(new Point(100, 1), new Point(1_000, 10))),
                new Curve("does not", List.of(new Point(100, 1), new Point(1_000, 1)))));
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
    assertEquals(2, svg.getElementsByTagName("polyline").getLength());
    assertEquals(4, svg.getElementsByTagName("circle").getLength());
    assertTrue(svg.getDocumentElement().getTextContent().contains("a < b & c"));
  }
}
