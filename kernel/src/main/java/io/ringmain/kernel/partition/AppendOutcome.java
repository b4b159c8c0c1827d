package io.ringmain.kernel.partition;

import io.ringmain.protocol.ErrorCode;

/**
 * How an append ended. Reused: one for each shard, valid until the next append.
 *
 * <p>Hot path: mutable on purpose.
 */
public final class AppendOutcome {
  /** What stands for an offset or timestamp that there is not. */
  public static final long NONE = -1;

  private ErrorCode error = ErrorCode.NONE;
  private String message = "";
  private long baseOffset;
  private long lastOffset;
  private long logAppendTimeMs;
  private long logStartOffset;

  public AppendOutcome appended(
      long baseOffset, long lastOffset, long logAppendTimeMs, long logStartOffset) {
    this.error = ErrorCode.NONE;
    this.message = "";
    this.baseOffset = baseOffset;
    this.lastOffset = lastOffset;
    this.logAppendTimeMs = logAppendTimeMs;
    this.logStartOffset = logStartOffset;
    return this;
  }

  public AppendOutcome refused(ErrorCode error, String message) {
    this.error = error;
    this.message = message;
    this.baseOffset = NONE;
    this.lastOffset = NONE;
    this.logAppendTimeMs = NONE;
    this.logStartOffset = NONE;
    return this;
  }

  public ErrorCode error() {
    return error;
  }

  /** What was wrong; empty without an error. */
  public String message() {
    return message;
  }

  public long baseOffset() {
    return baseOffset;
  }

  public long lastOffset() {
    return lastOffset;
  }

  /** The timestamp that all records got, or −1 where they kept their own. */
  public long logAppendTimeMs() {
    return logAppendTimeMs;
  }

  public long logStartOffset() {
    return logStartOffset;
  }
}
