package io.ringmain.protocol.generator;

/**
 * A range of message versions, both ends inclusive; schemas write {@code "3"}, {@code "0-7"},
 * {@code "4+"} or {@code "none"}.
 */
record Versions(int lowest, int highest) {
  static final Versions NONE = new Versions(0, -1);
  private static final int NO_LIMIT = Short.MAX_VALUE;

  static Versions parse(String text) {
    String trimmed = text.trim();
    if (trimmed.equals("none")) {
      return NONE;
    }
    if (trimmed.endsWith("+")) {
      return new Versions(number(trimmed.substring(0, trimmed.length() - 1), text), NO_LIMIT);
    }
    int dash = trimmed.indexOf('-');
    if (dash < 0) {
      int only = number(trimmed, text);
      return new Versions(only, only);
    }
    Versions range =
        new Versions(
            number(trimmed.substring(0, dash), text), number(trimmed.substring(dash + 1), text));
    if (range.isEmpty()) {
      throw new SchemaException("version range '" + text + "' ends before it begins");
    }
    return range;
  }

  private static int number(String digits, String text) {
    if (!digits.matches("[0-9]{1,4}")) {
      throw new SchemaException(
          "'" + text + "' is no version range; allowed are \"3\", \"0-7\", \"4+\" and \"none\"");
    }
    return Integer.parseInt(digits);
  }

  boolean isEmpty() {
    return lowest > highest;
  }

  boolean contains(int version) {
    return lowest <= version && version <= highest;
  }

  boolean covers(Versions other) {
    return other.isEmpty() || (lowest <= other.lowest && other.highest <= highest);
  }

  Versions intersect(Versions other) {
    int low = Math.max(lowest, other.lowest);
    int high = Math.min(highest, other.highest);
    return low > high ? NONE : new Versions(low, high);
  }

  /** What is left of this range without {@code other}, which has to leave one piece. */
  Versions minus(Versions other) {
    Versions common = intersect(other);
    if (common.isEmpty()) {
      return this;
    }
    if (common.highest == highest) {
      return common.lowest == lowest ? NONE : new Versions(lowest, common.lowest - 1);
    }
    if (common.lowest == lowest) {
      return new Versions(common.highest + 1, highest);
    }
    throw new SchemaException(this + " without " + other + " falls into two ranges");
  }

  @Override
  public String toString() {
    if (isEmpty()) {
      return "none";
    }
    if (highest == NO_LIMIT) {
      return lowest + "+";
    }
    return lowest == highest ? "" + lowest : lowest + "-" + highest;
  }
}
