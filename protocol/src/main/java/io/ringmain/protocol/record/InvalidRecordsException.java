package io.ringmain.protocol.record;

/** Thrown by readers of records whose bytes do not say what record batches may say. */
public final class InvalidRecordsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final BatchFault fault;

  public InvalidRecordsException(BatchFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public InvalidRecordsException(BatchFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public BatchFault fault() {
    return fault;
  }
}
