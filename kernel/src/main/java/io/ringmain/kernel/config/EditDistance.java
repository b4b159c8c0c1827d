package io.ringmain.kernel.config;

import java.util.Collection;
import java.util.Optional;

/** How many letters must change to make one word of another. For "did you mean" only. */
public final class EditDistance {
  private EditDistance() {}

  /** The known word closest to an unknown one, if any is close enough to be what was meant. */
  public static Optional<String> nearest(String unknown, Collection<String> known) {
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String word : known) {
      int distance = between(unknown, word);
      if (distance < bestDistance) {
        best = word;
        bestDistance = distance;
      }
    }
    // More than a third of the letters wrong is a different word, not a slip of the pen.
    return bestDistance <= Math.max(2, unknown.length() / 3) ? Optional.of(best) : Optional.empty();
  }

  /** Levenshtein's distance: insertions, deletions and replacements, one each. */
  public static int between(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
