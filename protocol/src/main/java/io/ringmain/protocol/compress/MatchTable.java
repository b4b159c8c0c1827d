package io.ringmain.protocol.compress;

import java.util.Arrays;

/**
 * Finds earlier occurrences of the four bytes at a position of a block of at most 64 KiB: a hash
 * table, and for thorough searches a chain from each position to the one before it with its hash.
 *
 * <pre>
 *   newest[hash of 4 bytes] ──→ position ──previous[position]──→ earlier position ──→ … ──→ -1
 * </pre>
 */
final class MatchTable {
  static final int MAX_BLOCK_BYTES = 64 * 1024;
  static final int LEAST_MATCH = 4;
  private static final int HASH_BITS = 14;
  private static final int NOWHERE = -1;

  private final int[] newest = new int[1 << HASH_BITS];
  private final int[] previous;
  private final int attempts;

  /** Where the last search found its match. */
  private int matchPosition;

  /** A table that looks at up to a number of earlier positions; one is the fast way. */
  MatchTable(int attempts) {
    this.attempts = attempts;
    this.previous = attempts > 1 ? new int[MAX_BLOCK_BYTES] : new int[0];
  }

  void clear() {
    Arrays.fill(newest, NOWHERE);
  }

  boolean isThorough() {
    return attempts > 1;
  }

  /**
   * Remembers a position and looks for the longest match of what begins there.
   *
   * @param end the match ends before it
   * @return the match's length, or 0 if there is none of at least four bytes
   */
  int findAndAdd(byte[] block, int position, int end) {
    int word = ByteRuns.intAt(block, position);
    int candidate = add(word, position);
    int longest = 0;
    for (int attempt = 0; attempt < attempts && candidate >= 0; attempt++) {
      if (ByteRuns.intAt(block, candidate) == word) {
        int length =
            LEAST_MATCH
                + ByteRuns.commonLength(
                    block, candidate + LEAST_MATCH, position + LEAST_MATCH, end);
        if (length > longest) {
          longest = length;
          matchPosition = candidate;
        }
      }
      candidate = isThorough() ? previous[candidate] : NOWHERE;
    }
    return longest;
  }

  int matchPosition() {
    return matchPosition;
  }

  /** Remembers a position without searching. */
  void add(byte[] block, int position) {
    add(ByteRuns.intAt(block, position), position);
  }

  private int add(int word, int position) {
    int hash = (word * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    int earlier = newest[hash];
    newest[hash] = position;
    if (isThorough()) {
      previous[position] = earlier;
    }
    return earlier;
  }
}
