package io.ringmain.protocol;

/**
 * Bytes that are no message of the expected kind. The sender is at fault; only its connection
 * suffers.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedMessageException(String message) {
    super(message);
  }

  static MalformedMessageException length(
      String message, String field, long length, int remaining) {
    return new MalformedMessageException(
        message
            + "."
            + field
            + " claims a length of "
            + length
            + ", with "
            + remaining
            + " bytes left");
  }
}
