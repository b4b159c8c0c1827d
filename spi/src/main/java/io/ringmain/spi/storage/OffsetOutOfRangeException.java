package io.ringmain.spi.storage;

/** An offset below the log start offset or above the log end offset was asked for. */
public final class OffsetOutOfRangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OffsetOutOfRangeException(LogId id, long offset, long logStartOffset, long logEndOffset) {
    super(
        "offset %d of %s is outside the log, which holds %d to %d (exclusive)"
            .formatted(offset, id, logStartOffset, logEndOffset));
  }
}
