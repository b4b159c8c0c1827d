package io.ringmain.spi.coordination;

import java.util.List;

/** One step of a {@linkplain Coordination#commit commit}. */
@SuppressWarnings("ArrayRecordComponent") // values are carried, never compared
public sealed interface Operation {

  String path();

  /**
   * Creates a lasting entry. Refused when the path exists, or when its parent does not or is
   * ephemeral.
   */
  record Create(String path, byte[] value) implements Operation {}

  /** Creates an entry that vanishes with this session. Refused as {@link Create} is. */
  record CreateEphemeral(String path, byte[] value) implements Operation {}

  /** Replaces the value. Refused when the path does not exist or its version is another. */
  record Set(String path, byte[] value, long expectedVersion) implements Operation {}

  /** Removes the entry. Refused when absent, of another version, or when it has children. */
  record Delete(String path, long expectedVersion) implements Operation {}

  /** Changes nothing. Refused when the path does not exist or its version is another. */
  record Check(String path, long expectedVersion) implements Operation {}

  /** For {@code expectedVersion}: whatever the version. */
  long ANY_VERSION = -1;

  /** The largest value that a store must carry. */
  int MAX_VALUE_BYTES = 512 * 1024;

  /** The most that the values and paths of one commit may come to, with a little for each step. */
  int MAX_COMMIT_BYTES = 1_000_000;

  /**
   * Lets a commit pass whose values and paths are within the limits: for stores that have none of
   * their own, and so count just what the contract counts (C11).
   *
   * @throws CoordinationException if they are not; the message says which and what is allowed
   */
  static void requireWithinLimits(List<Operation> operations) {
    long total = 0;
    for (Operation operation : operations) {
      int bytes =
          switch (operation) {
            case Create create -> create.value().length;
            case CreateEphemeral create -> create.value().length;
            case Set set -> set.value().length;
            case Delete _, Check _ -> 0;
          };
      requireAtMost(MAX_VALUE_BYTES, bytes, "the value of " + operation.path());
      total += bytes + operation.path().length();
    }
    requireAtMost(MAX_COMMIT_BYTES, total, "the commit");
  }

  private static void requireAtMost(long allowed, long bytes, String what) {
    if (bytes > allowed) {
      throw new CoordinationException(
          what + " has " + bytes + " bytes; at most " + allowed + " are allowed");
    }
  }
}
