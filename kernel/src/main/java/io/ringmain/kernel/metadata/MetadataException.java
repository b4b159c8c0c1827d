package io.ringmain.kernel.metadata;

/**
 * The metadata log holds what no controller would have written, or what this version cannot read.
 */
public final class MetadataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MetadataException(String message) {
    super(message);
  }

  public MetadataException(String message, Throwable cause) {
    super(message, cause);
  }
}
