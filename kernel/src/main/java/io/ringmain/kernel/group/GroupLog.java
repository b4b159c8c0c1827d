package io.ringmain.kernel.group;

import java.util.function.Supplier;

/**
 * What happens in groups, one line each, in the broker's log. Any thread.
 *
 * <p>Much of such a line are words that clients chose, so control characters are taken out of it
 * and it is cut when it is long.
 */
final class GroupLog {

  private static final System.Logger LOG = System.getLogger("io.ringmain.kernel.group");

  private static final int MAX_CHARS = 500;

  private GroupLog() {}

  /**
   * Logs what happened.
   *
   * @param groupId the group, or {@code *} for all
   */
  static void log(System.Logger.Level level, String groupId, Supplier<String> what) {
    LOG.log(level, () -> printable("group " + groupId + ": " + what.get()));
  }

  private static String printable(String text) {
    String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
