package io.ringmain.kernel.partition;

/** Hears how an append ended. Called on the ring thread of the partition, once for each append. */
public interface AppendCompletion {

  /**
   * The batch is in the log, and its bytes are the caller's again; the acknowledgement is yet to
   * come. Not told of an append that ends at once.
   *
   * @param index what the caller gave with the append
   */
  default void onWritten(int index) {}

  /**
   * The append is done: acknowledged as far as was asked for, or refused.
   *
   * @param index what the caller gave with the append
   * @param outcome valid during the call only
   * @param wakes takes whoever must send an answer now
   */
  void onAppended(int index, AppendOutcome outcome, Wakes wakes);
}
