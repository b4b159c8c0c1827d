package io.ringmain.spi.coordination;

/** A commit was refused because one of its conditions did not hold. Nothing was changed. */
public final class CommitRefusedException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /** Which condition. */
  public enum Reason {
    EXISTS,
    ABSENT,
    NO_PARENT,
    VERSION,
    HAS_CHILDREN
  }

  private final int index;
  private final Reason reason;

  /**
   * @param index position of the refused operation in the commit
   * @param reason which condition did not hold
   * @param path the path it was about
   */
  public CommitRefusedException(int index, Reason reason, String path) {
    super("commit refused: operation " + index + " on " + path + ": " + reason);
    this.index = index;
    this.reason = reason;
  }

  public int index() {
    return index;
  }

  public Reason reason() {
    return reason;
  }
}
