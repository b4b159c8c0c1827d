package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class RatioPlotTest {
  @Test
  void drawsABarPerRatioAndADotPerRound() throws Exception {
    Document svg =
        parse(
            new RatioPlot(
                List.of(
                    new RatioPlot.Row("(a) <small> & large", 0.4, 0.5, List.of(0.3, 0.4, 0.6)),
                    new RatioPlot.Row("(b)", 2, 0.5, List.of(2.0)))));
    assertEquals(1 + 2, svg.getElementsByTagName("rect").getLength());
    assertEquals(3 + 1, svg.getElementsByTagName("circle").getLength());
    assertTrue(svg.getDocumentElement().getTextContent().contains("(a) <small> & large"));
  }

  @Test
  void barsAreAsLongAsTheirRatios() throws Exception {
    Document svg =
        parse(
            new RatioPlot(
                List.of(
                    new RatioPlot.Row("x", 0.5, 1, List.of(0.5)),
                    new RatioPlot.Row("y", 1, 1, List.of(1.0)))));
    assertEquals(2 * barWidth(svg, 0), barWidth(svg, 1), 0.11);
  }

  @Test
  void drawsNothingButTheFrameWithoutRatios() throws Exception {
    assertEquals(1, parse(RatioPlot.of(new Results())).getElementsByTagName("rect").getLength());
  }

  private static double barWidth(Document svg, int bar) {
    Element rect = (Element) svg.getElementsByTagName("rect").item(1 + bar);
    return Double.parseDouble(rect.getAttribute("width"));
  }

  private static Document parse(RatioPlot plot) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
  }
}
