package io.ringmain.protocol;

/** How many bytes a string takes in UTF-8, without encoding it. Hot path: no allocation. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The length of {@code text.getBytes(UTF_8)}, in which half a surrogate pair becomes a question
   * mark.
   */
  public static int length(String text) {
    int chars = text.length();
    for (int i = 0; i < chars; i++) {
      if (text.charAt(i) >= 0x80) {
        return i + lengthFrom(text, i);
      }
    }
    return chars;
  }

  private static int lengthFrom(String text, int start) {
    long bytes = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        bytes++;
      }
    }
    return Math.toIntExact(bytes);
  }
}
