package io.ringmain.spi.coordination;

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
}
