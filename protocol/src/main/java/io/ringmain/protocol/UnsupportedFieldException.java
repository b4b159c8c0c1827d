package io.ringmain.protocol;

/**
 * A field says something that the version being written cannot express. A fault of the writing
 * program.
 */
public final class UnsupportedFieldException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnsupportedFieldException(String message, String field, String what, short version) {
    super(message + "." + field + " is " + what + ", which version " + version + " cannot express");
  }
}
