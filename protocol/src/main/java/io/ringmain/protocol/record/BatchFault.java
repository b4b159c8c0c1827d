package io.ringmain.protocol.record;

/**
 * What is wrong with records that somebody sent, in terms of the error the sender gets. The names
 * are those of Kafka's error codes.
 */
public enum BatchFault {
  /** Nothing is wrong. */
  NONE,
  /** Lengths or CRC: the bytes are not what was written. The sender may try again. */
  CORRUPT_MESSAGE,
  /** Well-formed bytes that say something inconsistent or not allowed. */
  INVALID_RECORD,
  /** A timestamp outside the allowed range, or of a type that producers must not set. */
  INVALID_TIMESTAMP,
  /** A compression id without a meaning, or a codec this process does not have. */
  UNSUPPORTED_COMPRESSION_TYPE,
  /** Larger than the topic's {@code max.message.bytes}. */
  MESSAGE_TOO_LARGE,
  /** Larger than a log segment. */
  RECORD_LIST_TOO_LARGE
}
