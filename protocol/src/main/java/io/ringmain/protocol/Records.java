package io.ringmain.protocol;

/**
 * The record batches in a message.
 *
 * <p>Decoding gives {@link BufferRecords}. A broker may put its own kind into a response, a piece
 * of a log segment for instance, if the {@link Writer} it uses knows what to do with it.
 */
public interface Records {
  int sizeBytes();
}
