package io.ringmain.kernel.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LatencyHistogramProperties {

  @Property
  void aDurationFallsIntoTheFirstBucketThatHoldsIt(
      @ForAll @LongRange(min = 0, max = 33_000_000_000L) long durationNs) {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(durationNs);
    int bucket = 0;
    while (histogram.count(bucket) == 0) {
      bucket++;
    }
    assertTrue(durationNs <= LatencyHistogram.upperBoundNs(bucket));
    assertTrue(bucket == 0 || durationNs > LatencyHistogram.upperBoundNs(bucket - 1));
  }

  @Property
  void noDurationIsLost(@ForAll List<Long> durationsNs) {
    LatencyHistogram histogram = new LatencyHistogram();
    durationsNs.forEach(histogram::record);
    assertEquals(durationsNs.size(), histogram.count());
  }
}
