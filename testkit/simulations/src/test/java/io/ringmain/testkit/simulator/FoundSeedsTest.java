package io.ringmain.testkit.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Simulations that once found something wrong in the kernel, or in a checker, and that {@link
 * SimulationTest} does not run. What a seed makes of a simulation changes with the simulator, so
 * the fault that mattered is hunted by a mutation as well.
 */
class FoundSeedsTest {
  /** A restarted broker let consumers read the end of a log that had never been flushed. */
  @ParameterizedTest
  @CsvSource({"40", "64"})
  void whatIsNotFlushedIsNotReadAfterARestart(long seed) {
    assertHolds(new SimulationPlan(seed, 2, 30_000, "slow-flush,kill,power"));
  }

  /** A coordinator whose log could not be read when it was to load never loaded. */
  @ParameterizedTest
  @CsvSource({"1042", "1081"})
  void aCoordinatorLoadsWhenItsDiskCanBeReadAgain(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 60_000, "all"));
  }

  /** A follower that had led a leader epoch without records was told to truncate for ever. */
  @ParameterizedTest
  @CsvSource("16")
  void aFollowerForgetsALeaderEpochWithoutRecords(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 30_000, "all"));
  }

  /**
   * A broker was stopped with frames in its hands: of fetches, and of who waits for a controller.
   */
  @ParameterizedTest
  @CsvSource({"30", "138"})
  void aBrokerThatStopsHoldsNoFrame(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 30_000, "all"));
  }

  /** The only replica told consumers, before it led again, that it had nothing committed. */
  @ParameterizedTest
  @CsvSource({"1694", "1583"})
  void theOnlyReplicaKnowsWhatIsCommitted(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 60_000, "all"));
  }

  /** A log that was cut and could not be read then had forgotten its producers. */
  @ParameterizedTest
  @CsvSource({"1937", "1297"})
  void producersAreKnownAfterATruncationOfAnUnreadableLog(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 60_000, "all"));
  }

  /**
   * A batch was appended by two leaders at the same offset, of which the old one did not know yet
   * that it led no longer: what the new one acknowledged was looked for in the old one's log.
   */
  @ParameterizedTest
  @CsvSource("1343")
  void whatALeaderAcknowledgesIsWhatItHasAppended(long seed) {
    assertHolds(new SimulationPlan(seed, 6, 60_000, "all"));
  }

  /**
   * A reassignment was called off while nobody led, and the only replica that had everything was
   * one that it added: nobody could lead any more.
   */
  @ParameterizedTest
  @CsvSource("4872")
  void aReassignmentIsNotCalledOffWhereItsReplicasAloneMayLead(long seed) {
    assertHolds(new SimulationPlan(seed, 5, 60_000, "all"));
  }

  /** What had been fetched was appended to a log that was deleted since. */
  @ParameterizedTest
  @CsvSource("6405")
  void nothingIsAppendedToALogThatIsDeleted(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 60_000, "all"));
  }

  /**
   * What is committed was told to a follower along with where to cut its log, which was all that it
   * took from that, and never again: who consumed from it waited for ever.
   */
  @ParameterizedTest
  @CsvSource("9087")
  void aFollowerLearnsWhatIsCommittedAfterATruncation(long seed) {
    assertHolds(new SimulationPlan(seed, 5, 60_000, "all"));
  }

  /**
   * A power failure took what was committed and not flushed; killed once more before the high
   * watermark was saved again, the broker took all that it had got since for committed.
   */
  @ParameterizedTest
  @CsvSource("7860")
  void aHighWatermarkBeyondTheLogIsForgottenAtOnce(long seed) {
    assertHolds(new SimulationPlan(seed, 3, 60_000, "all"));
  }

  private static void assertHolds(SimulationPlan plan) {
    SimulationResult result = Simulation.run(plan);
    assertTrue(result.passed(), () -> result.violations() + "\n" + plan.command());
  }
}
