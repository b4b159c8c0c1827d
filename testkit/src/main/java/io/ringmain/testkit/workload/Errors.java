package io.ringmain.testkit.workload;

import io.ringmain.protocol.ErrorCode;

/** Error codes of responses. */
final class Errors {
  private Errors() {}

  static ErrorCode of(short id) {
    return ErrorCode.forId(id).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
  }
}
