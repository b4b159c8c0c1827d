package io.ringmain.distribution.assemble;

/** No image can be made. The message says in one line why, and what to do. */
public final class AssemblyException extends Exception {
  private static final long serialVersionUID = 1L;

  AssemblyException(String message) {
    super(message);
  }

  AssemblyException(String message, Throwable cause) {
    super(message, cause);
  }
}
