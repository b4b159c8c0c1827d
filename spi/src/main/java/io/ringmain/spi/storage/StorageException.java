package io.ringmain.spi.storage;

/** A storage could not do what it was asked for. The message names the file or directory. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** No room is left, or less than the configured floor. It may succeed later. */
    FULL(true),
    /** An I/O error: the log, or its whole directory, is out of service. */
    OFFLINE(false),
    /** What was found cannot be understood, and using it would lose data. */
    CORRUPT(false),
    /** The directory is in use, or may not be used. */
    UNUSABLE(false);

    private final boolean retriable;

    Kind(boolean retriable) {
      this.retriable = retriable;
    }

    /** Whether the same call may succeed later. */
    public boolean retriable() {
      return retriable;
    }
  }

  private final Kind kind;

  public StorageException(Kind kind, String message) {
    this(kind, message, null);
  }

  public StorageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
