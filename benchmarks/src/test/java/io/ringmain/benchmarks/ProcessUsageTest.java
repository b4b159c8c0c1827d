package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessUsageTest {
  @Test
  void cpuTimeIsUserAndSystemTicksWhateverTheCommandIsCalled() {
    String stat = "4711 (a ) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9";
    assertEquals(3_000_000_000L, ProcessUsage.cpuNs(stat));
  }

  @Test
  void residentMemoryIsVmRssInKibibytes() {
    assertEquals(
        2048, ProcessUsage.residentBytes(List.of("VmSize:\t  100 kB", "VmRSS:\t       2 kB")));
    assertEquals(0, ProcessUsage.residentBytes(List.of("Name:\tjava")));
  }

  @Test
  void thisProcessHasUsedSomeCpuTime() throws IOException {
    assertTrue(ProcessUsage.cpuNs(ProcessHandle.current()) > 0);
  }
}
