package io.ringmain.spi.coordination;

/** The connection was lost while a commit was under way: it may or may not have happened. */
public final class UnknownOutcomeException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  public UnknownOutcomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
