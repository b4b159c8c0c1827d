package io.ringmain.protocol.compress;

/** Thrown when something must be compressed or decompressed by a codec this process lacks. */
public final class MissingCodecException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingCodecException(String message) {
    super(message);
  }
}
