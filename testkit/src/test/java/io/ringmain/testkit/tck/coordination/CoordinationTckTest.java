package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.memory.MemoryEnsemble;
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

/** The coordination suite covers every rule, and catches whoever breaks one. */
final class CoordinationTckTest {

  @Test
  void everyRuleHasATestOrAReasonForHavingNone() throws IOException {
    Set<String> stated = SpiRules.statedIn("coordination", 'C');
    assertTrue(stated.size() >= 13, stated.toString());
    Set<String> covered = new TreeSet<>(SpiRules.provedBy(CoordinationTck.class, 'C'));
    covered.addAll(CoordinationTck.NOT_TESTABLE.keySet());
    assertEquals(stated, covered);
  }

  @Test
  void everyTestedRuleIsBrokenBySomeSession() {
    Set<String> broken =
        Arrays.stream(BrokenSession.values())
            .map(BrokenSession::rule)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(SpiRules.provedBy(CoordinationTck.class, 'C'), broken);
  }

  @ParameterizedTest
  @EnumSource
  void testsOfTheBrokenRuleFailAndNoOthers(BrokenSession broken) {
    Subject.broken = broken;
    SuiteRun run = SuiteRun.ofRules(Subject.class, broken.rule());
    assertEquals(Set.of(broken.rule()), run.brokenRules(), () -> run.failed().toString());
    assertFalse(run.passed().isEmpty());
  }

  /** Those that random commits of two sessions notice. */
  @ParameterizedTest
  @EnumSource(names = {"C5_DOING_WHAT_IT_CAN", "C7_CLINGING"})
  void historiesFindWhatIsBroken(BrokenSession broken) {
    Subject.broken = broken;
    assertEquals(
        Set.of("historyOfAStoreIsThatOfATree"), SuiteRun.ofHistories(Subject.class).failed());
  }

  /** The suite as the author of a broken plugin would run it. */
  static final class Subject extends CoordinationTck {
    private static volatile BrokenSession broken = BrokenSession.C1_LEAVING_A_THREAD;

    private static final MemoryEnsemble ENSEMBLE = new MemoryEnsemble();

    @Override
    protected CoordinationProvider provider() {
      return broken.on(ENSEMBLE);
    }

    @Override
    protected boolean stopStore() {
      ENSEMBLE.reachable(false);
      return true;
    }

    @Override
    protected void startStore() {
      ENSEMBLE.reachable(true);
    }

    /** What stands between the suite and the session is not known to the store. */
    @Override
    protected boolean expire(Coordination session) {
      ENSEMBLE.expire(((SessionState.Connected) session.session()).sessionId());
      return true;
    }
  }
}
