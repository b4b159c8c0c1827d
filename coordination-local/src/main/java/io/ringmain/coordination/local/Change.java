package io.ringmain.coordination.local;

/** A lasting change of the tree: what the journal keeps. */
@SuppressWarnings("ArrayRecordComponent") // values are carried, never compared
sealed interface Change {

  /** The path has this value from now on. */
  record Put(String path, byte[] value, long version) implements Change {}

  /** The path is no more. */
  record Remove(String path) implements Change {}

  /** The process has opened the store for the n-th time: what session ids begin with. */
  record Incarnation(long number) implements Change {}
}
