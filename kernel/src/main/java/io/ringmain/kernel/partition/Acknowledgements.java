package io.ringmain.kernel.partition;

import io.ringmain.protocol.ErrorCode;

/**
 * The appends of one partition that wait for their acknowledgement: those with acks=1 until this
 * log has them, those with acks=all until they are committed. Ring thread. Hot path.
 */
final class Acknowledgements {
  private final AwaitingAcks awaitingAppend = new AwaitingAcks();
  private final AwaitingAcks awaitingCommit = new AwaitingAcks();

  /**
   * @param acks 1 or −1 for all
   */
  void await(
      short acks, AppendCompletion completion, int index, AppendOutcome appended, long deadlineNs) {
    (acks == 1 ? awaitingAppend : awaitingCommit).add(completion, index, appended, deadlineNs);
  }

  boolean isEmpty() {
    return awaitingAppend.isEmpty() && awaitingCommit.isEmpty();
  }

  /** Acknowledges what has been appended, and what has been committed. */
  void acknowledge(
      long appendedTo, long committedTo, long logStart, AppendOutcome scratch, Wakes wakes) {
    acknowledge(awaitingAppend, appendedTo, logStart, scratch, wakes);
    acknowledge(awaitingCommit, committedTo, logStart, scratch, wakes);
  }

  private static void acknowledge(
      AwaitingAcks awaiting, long upTo, long logStart, AppendOutcome scratch, Wakes wakes) {
    while (!awaiting.isEmpty() && awaiting.headLastOffset() < upTo) {
      awaiting.acknowledgeHead(scratch, logStart, wakes);
    }
  }

  /** Those whose time is over; they may yet be committed. */
  void expire(long nowNs, Wakes wakes) {
    AppendOutcome outcome =
        new AppendOutcome().refused(ErrorCode.REQUEST_TIMED_OUT, "not replicated in time");
    awaitingAppend.completeExpired(nowNs, outcome, wakes);
    awaitingCommit.completeExpired(nowNs, outcome, wakes);
  }

  /** None of them will be acknowledged. */
  void fail(ErrorCode error, String message, Wakes wakes) {
    AppendOutcome outcome = new AppendOutcome().refused(error, message);
    while (!awaitingAppend.isEmpty()) {
      awaitingAppend.completeHead(outcome, wakes);
    }
    while (!awaitingCommit.isEmpty()) {
      awaitingCommit.completeHead(outcome, wakes);
    }
  }
}
