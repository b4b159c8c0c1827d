package io.ringmain.kernel.controller;

import io.ringmain.protocol.ErrorCode;

/** An operation is refused; nothing was changed by it. */
public final class ControllerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode error;

  public ControllerException(ErrorCode error, String message) {
    super(message);
    this.error = error;
  }

  public ErrorCode error() {
    return error;
  }

  static ControllerException notController() {
    return new ControllerException(
        ErrorCode.NOT_CONTROLLER, "This broker is not the controller, or not any more.");
  }
}
