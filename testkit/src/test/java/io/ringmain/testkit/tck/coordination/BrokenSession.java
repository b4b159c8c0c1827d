package io.ringmain.testkit.tck.coordination;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.testkit.memory.MemoryEnsemble;
import java.util.function.Function;

/**
 * The coordination in memory, broken in one way each; named by the rule that does not hold then.
 */
enum BrokenSession {
  C1_LEAVING_A_THREAD(BrokenSessions::leavingAThreadOnFailure),
  C2_ON_ANY_THREAD(BrokenSessions::onAnyThread),
  C2_TENDER_HEARTED(BrokenSessions::tenderHearted),
  C3_CACHING(BrokenSessions::caching),
  C4_HALVING(BrokenSessions::halving),
  C5_DOING_WHAT_IT_CAN(BrokenSessions::doingWhatItCan),
  C6_PRETENDING_TO_KNOW(BrokenSessions::pretendingToKnow),
  C7_CLINGING(BrokenSessions::clinging),
  C7_JUMPY(BrokenSessions::jumpy),
  C8_FORGETFUL(BrokenSessions::forgetful),
  C8_INSISTENT(BrokenSessions::insistent),
  C9_ANSWERING_AFTER_CLOSE(BrokenSessions::answeringAfterClose),
  C9_LEAVING_A_THREAD(BrokenSessions::leavingAThread),
  C10_PATIENT(BrokenSessions::patient),
  C11_WEAK(BrokenSessions::weak),
  C12_WITH_SHORT_VERSIONS(BrokenSessions::withShortVersions),
  C13_SILENT_AT_FIRST(BrokenSessions::silentAtFirst);

  @SuppressWarnings("ImmutableEnumChecker") // functions without a state
  private final Function<BrokenSessions.Opening, Coordination> opening;

  BrokenSession(Function<BrokenSessions.Opening, Coordination> opening) {
    this.opening = opening;
  }

  /** {@code C2} of {@code C2_ON_ANY_THREAD}. */
  String rule() {
    return name().substring(0, name().indexOf('_'));
  }

  CoordinationProvider on(MemoryEnsemble ensemble) {
    return new CoordinationProvider() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public Coordination open(CoordinationContext context) {
        return opening.apply(() -> ensemble.provider().open(context));
      }
    };
  }
}
