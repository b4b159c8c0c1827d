package io.ringmain.kernel.compaction;

/** A compaction ends early, for a reason that is no fault: the log is no more what it was. */
final class AbandonedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbandonedException(String why) {
    super(why);
  }
}
