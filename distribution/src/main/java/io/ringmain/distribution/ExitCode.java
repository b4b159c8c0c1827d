package io.ringmain.distribution;

/** What the process tells whoever started it. */
final class ExitCode {
  /** Stopped as asked, or printed what was asked for. */
  static final int OK = 0;

  /** The broker did not start, or failed. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  static final int REFUSED = 2;

  private ExitCode() {}
}
