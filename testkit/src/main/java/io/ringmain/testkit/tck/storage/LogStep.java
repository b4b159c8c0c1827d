package io.ringmain.testkit.tck.storage;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Something done to a log. Where it is done is told in thousandths of what the log holds at that
 * moment, so that a step still makes sense when the steps before it are left out.
 */
sealed interface LogStep {
  /** {@code gap} and {@code epochStep} are added to log end offset and latest leader epoch. */
  record Append(int batches, int sizeBytes, int records, int gap, int epochStep, long timestamp)
      implements LogStep {}

  record Truncate(int permille) implements LogStep {}

  record StartAnew(int offset) implements LogStep {}

  record AdvanceStart(int permille) implements LogStep {}

  record StartLeaderEpoch(int step) implements LogStep {}

  record Roll() implements LogStep {}

  record Reconfigure(int segmentBytes) implements LogStep {}

  record Flush() implements LogStep {}

  /**
   * Compacts up to {@code segments} segments from the one at {@code permille} of them on, and keeps
   * the batches of the numbers, counted by four, whose bits are set in {@code kept}.
   */
  record Rewrite(int permille, int segments, int kept) implements LogStep {}

  record SaveSnapshot(int permille) implements LogStep {}

  record HoldSlice(int permille) implements LogStep {}

  record Housekeep() implements LogStep {}

  record CloseLog() implements LogStep {}

  record CloseStorage() implements LogStep {}

  record Fail(Crash crash) implements LogStep {}

  /** Any step; appends more often than the rest. */
  static Arbitrary<LogStep> any() {
    Arbitrary<Integer> permille = Arbitraries.integers().between(-50, 1050);
    Arbitrary<LogStep> append =
        Combinators.combine(
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(TckBatches.SMALLEST_BYTES, 450),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(0, 0, 0, 0, 1, 3),
                Arbitraries.of(0, 0, 0, 0, 1, 2),
                Arbitraries.longs().between(-1, 100))
            .as(LogStep.Append::new);
    Arbitrary<LogStep> rewrite =
        Combinators.combine(
                Arbitraries.integers().between(0, 1000),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 15))
            .as(LogStep.Rewrite::new);
    return Arbitraries.frequencyOf(
        Tuple.of(12, append),
        Tuple.of(2, permille.map(LogStep.Truncate::new)),
        Tuple.of(2, permille.map(LogStep.AdvanceStart::new)),
        Tuple.of(2, permille.map(LogStep.HoldSlice::new)),
        Tuple.of(2, rewrite),
        Tuple.of(1, permille.map(LogStep.SaveSnapshot::new)),
        Tuple.of(1, Arbitraries.of(0, 7, 5_000).map(LogStep.StartAnew::new)),
        Tuple.of(1, Arbitraries.of(1_900, 2_000, 4_000).map(LogStep.Reconfigure::new)),
        Tuple.of(1, Arbitraries.of(0, 1, 3).map(LogStep.StartLeaderEpoch::new)),
        Tuple.of(
            5,
            Arbitraries.of(
                new LogStep.Roll(),
                new LogStep.Flush(),
                new LogStep.Housekeep(),
                new LogStep.CloseLog(),
                new LogStep.CloseStorage(),
                new LogStep.Fail(Crash.KILL),
                new LogStep.Fail(Crash.MACHINE_FAILURE))));
  }
}
