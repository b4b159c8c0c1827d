package io.ringmain.protocol;

/**
 * A structure of Kafka's protocol, or a part of one, that can be read and written in several
 * versions.
 *
 * <p>Implemented by generated classes only. They are mutable, have no threads of their own and are
 * used by one thread at a time. What they read from a buffer as {@code bytes} or {@code records}
 * are slices of it, so such a message lives no longer than the buffer.
 */
public interface Message {
  short lowestSupportedVersion();

  short highestSupportedVersion();

  /** The number of bytes that {@link #write} writes. Allocates nothing. */
  int size(short version);

  /**
   * Writes every field that the version has.
   *
   * @throws IllegalArgumentException if there is no such version
   * @throws UnsupportedFieldException if a field says something that the version cannot express
   */
  void write(Writer out, short version);

  /**
   * Replaces every field by what is read, or by its default where the version lacks it.
   *
   * @throws IllegalArgumentException if there is no such version
   * @throws MalformedMessageException if the bytes make no sense; this message is then unusable
   */
  void read(Reader in, short version);
}
