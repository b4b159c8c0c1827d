package io.ringmain.testkit.tck.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.memory.MemoryNetwork;
import io.ringmain.testkit.tck.SpiRules;
import io.ringmain.testkit.tck.SuiteRun;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The transport suite covers every rule, and catches whoever breaks one. */
final class TransportTckTest {

  @Test
  void everyRuleHasATestOrAReasonForHavingNone() throws IOException {
    Set<String> stated = SpiRules.statedIn("transport", 'T');
    assertTrue(stated.size() >= 14, stated.toString());
    Set<String> covered = new TreeSet<>(SpiRules.provedBy(TransportTck.class, 'T'));
    covered.addAll(TransportTck.NOT_TESTABLE.keySet());
    assertEquals(stated, covered);
  }

  @Test
  void everyTestedRuleIsBrokenBySomeTransport() {
    Set<String> broken =
        Arrays.stream(BrokenTransport.values())
            .map(BrokenTransport::rule)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(SpiRules.provedBy(TransportTck.class, 'T'), broken);
  }

  @ParameterizedTest
  @EnumSource
  void testsOfTheBrokenRuleFailAndNoOthers(BrokenTransport broken) {
    Subject.broken = broken;
    SuiteRun run = SuiteRun.ofRules(Subject.class, broken.rule());
    assertEquals(Set.of(broken.rule()), run.brokenRules(), () -> run.failed().toString());
    assertFalse(run.passed().isEmpty());
  }

  /** The suite as the author of a broken plugin would run it. */
  static final class Subject extends TransportTck {
    private static final MemoryNetwork NETWORK = new MemoryNetwork();
    private static volatile BrokenTransport broken = BrokenTransport.T2_EVASIVE;

    @Override
    protected TransportProvider provider() {
      return broken.on(NETWORK);
    }
  }
}
