package io.ringmain.kernel.group;

/** Makes a client's words fit for a log line. Any thread. */
final class Printable {

  private static final int MAX_CHARS = 255;

  private Printable() {}

  /** The text without control characters, cut when it is long. */
  static String of(String text) {
    String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
