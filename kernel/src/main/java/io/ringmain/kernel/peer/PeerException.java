package io.ringmain.kernel.peer;

/**
 * A request to another broker has no answer: the broker is not known, could not be reached, went
 * away, or took too long. Whether it was carried out is unknown.
 */
public final class PeerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PeerException(String message) {
    super(message);
  }

  public PeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
